/**
 * The file that gets injected with `--require`, or imported by hand with `--import fanout/register`. It does nothing
 * unless the environment names a configuration that can be read, and then nothing that the program could notice.
 */
import { probeEnvironmentVariable } from '../../protocol/wire.ts'
import { readConfiguration } from './activation.ts'
import { builtin, takeOriginals } from './originals.ts'
import { startProbe } from './probe.ts'

const startedKey = Symbol.for('fanout.probe.v1')

/** Injected and imported by hand, in whatever copies: one probe a program. */
function register(): void {
  const file = process.env[probeEnvironmentVariable]
  if (file === undefined || startedKey in globalThis) return
  const { readFileSync } = builtin('node:fs')
  const configuration = readConfiguration(process.env, (path) => readFileSync(path, 'utf8'))
  if (configuration === undefined) return
  Object.defineProperty(globalThis, startedKey, { value: true })
  startProbe(configuration, takeOriginals(), file)
}

try {
  register()
} catch {
  // Whatever is wrong with the probe, the program runs.
}
