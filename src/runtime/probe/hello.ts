import { limits } from '../../protocol/decode.ts'
import { wireVersion, type Hello, type ProbeConfiguration } from '../../protocol/wire.ts'
import { builtin, type Originals } from './originals.ts'

/** Who this program is. `startedAt` is when the probe started, on the program's clock. */
export function createHello(configuration: ProbeConfiguration, startedAt: number, originals: Originals): Hello {
  const { threadId } = builtin('node:worker_threads')
  const { launch, name, token } = configuration
  return {
    type: 'hello',
    version: wireVersion,
    token,
    session: sessionId(threadId, startedAt, originals.elapsed()),
    pid: process.pid,
    thread: threadId,
    node: process.version,
    title: process.argv.slice(1).join(' ').slice(0, limits.text),
    cwd: workingDirectory().slice(0, limits.path),
    startedAt,
    ...(launch === undefined ? {} : { launch }),
    ...(name === undefined ? {} : { name }),
  }
}

/** Unique on a machine. It is no secret, so it need not draw from the program's randomness. */
function sessionId(thread: number, startedAt: number, elapsed: number): string {
  const moment = Math.floor(elapsed * 1_000_000)
  return [process.pid, thread, startedAt, moment].map((part) => Math.max(0, Math.floor(part)).toString(36)).join('-')
}

function workingDirectory(): string {
  try {
    return process.cwd()
  } catch {
    return ''
  }
}
