import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { limits } from '../../protocol/decode.ts'
import { probeEnvironmentVariable, wireVersion, type ProbeConfiguration } from '../../protocol/wire.ts'

export interface Launch {
  readonly name?: string
  readonly origin: 'debug' | 'terminal'
  readonly terminals: boolean
  readonly launch?: string
  readonly roots: readonly string[]
}

export interface PreparedLaunch {
  /** To be added to the program's environment. */
  readonly environment: Record<string, string>
  /** No program starts from it any more; those that run go on. */
  dispose: () => void
}

export interface Launches {
  prepare(launch: Launch): Promise<PreparedLaunch>
  /** Goes into configurations from now on, also those that are there already. Returns those that a probe will take. */
  setEvents(names: readonly string[]): readonly string[]
  /** Whether a token is one of ours, in a time that does not tell how much of it is right. */
  isKnown(token: string): boolean
  /** Resolves when no file is being written; nothing is written after that. */
  dispose(): Promise<void>
}

/** Tokens stay good when a launch is over: what it started may still run. The oldest go first. */
const mostTokens = 2_000

export function createLaunches(folder: string, socket: string, log: (message: string) => void): Launches {
  const tokens: Buffer[] = []
  const active = new Map<string, ProbeConfiguration>()
  let events: readonly string[] = []
  let writing: Promise<void> = Promise.resolve()
  let count = 0

  /** One write after the other, so that the newest state of a file stays. */
  function write(file: string): Promise<void> {
    writing = writing.then(async () => {
      const configuration = active.get(file)
      if (configuration === undefined) return
      const unfinished = `${file}.part`
      await writeFile(unfinished, JSON.stringify({ ...configuration, events }), { mode: 0o600 })
      await rename(unfinished, file)
    })
    const written = writing
    writing = writing.catch((error: unknown) => log(`A configuration could not be written: ${String(error)}`))
    return written
  }

  return {
    async prepare({ name, origin, terminals, launch, roots }) {
      const token = randomBytes(24).toString('hex')
      tokens.push(digest(token))
      tokens.splice(0, tokens.length - mostTokens)
      const file = path.join(folder, `${++count}.json`)
      active.set(file, {
        version: wireVersion,
        socket,
        token,
        folder,
        events,
        origin,
        terminals,
        roots: roots.slice(0, limits.roots).map((root) => root.replaceAll('\\', '/')),
        ...(name === undefined ? {} : { name: name.slice(0, limits.name) }),
        ...(launch === undefined ? {} : { launch: launch.slice(0, limits.name) }),
      })
      await write(file)
      return {
        environment: { [probeEnvironmentVariable]: file },
        dispose() {
          if (active.delete(file)) writing = writing.then(() => rm(file, { force: true })).catch(() => undefined)
        },
      }
    },
    setEvents(names) {
      events = names.filter((name) => name.length <= limits.name).slice(0, limits.events)
      for (const file of active.keys()) write(file).catch(() => undefined)
      return events
    },
    isKnown(token) {
      const asked = digest(token)
      let known = false
      for (const one of tokens) if (timingSafeEqual(one, asked)) known = true
      return known
    },
    async dispose() {
      const files = [...active.keys()]
      active.clear()
      await writing
      await Promise.all(files.map((file) => rm(file, { force: true })))
    },
  }
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
