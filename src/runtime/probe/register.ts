/**
 * The file that gets injected with `--require`, or imported by hand with `--import fanout/register`. It does nothing
 * unless the environment names a configuration that can be read, and then nothing that the program could notice. What
 * the probe consists of is in the same file, but not run before that is known.
 */
import type * as Fs from 'node:fs'
import type * as Start from './start.ts'
import { probeEnvironmentVariable } from '../../protocol/wire.ts'

const startedKey = Symbol.for('fanout.probe.v1')

/** Injected and imported by hand, in whatever copies: one probe a program. */
function register(): void {
  const file = process.env[probeEnvironmentVariable]
  if (file === undefined || file === '' || startedKey in globalThis) return
  const fs = require('node:fs') as typeof Fs
  // A file that is gone is the common case once Fanout was removed: asked without an exception, which a debugger may stop at.
  if (fs.statSync(file, { throwIfNoEntry: false }) === undefined) return
  const text = fs.readFileSync(file, 'utf8')
  const { start } = require('./start.ts') as typeof Start
  if (start(file, text)) Object.defineProperty(globalThis, startedKey, { value: true })
}

try {
  register()
} catch {
  // Whatever is wrong with the probe, the program runs.
}
