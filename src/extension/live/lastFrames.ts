import { watch } from 'node:fs'
import { readFile, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { decodeLastFrame } from '../../protocol/decode.ts'
import type { LastFrame } from '../../protocol/wire.ts'

const suffix = '.last'
const largest = 64 * 1024 * 1024
/** Where the system can't watch a folder, it is looked at this often, in ms. */
const lookEvery = 500

export interface LastFrames {
  /** The last frame of a session, which is then no more there; undefined if there is none, or none that can be read. */
  take(session: string): Promise<LastFrame | undefined>
  /** Sessions whose last frame waits to be taken. */
  waiting(): Promise<readonly string[]>
  dispose(): void
}

/** The files that programs leave when they end. `onFile` is called when one appears, perhaps more than once. */
export function createLastFrames(
  folder: string,
  onFile: (session: string) => void,
  log: (message: string) => void,
): LastFrames {
  let timer: NodeJS.Timeout | undefined
  let isDisposed = false

  async function waiting(): Promise<readonly string[]> {
    const names = await readdir(folder).catch(() => [])
    return names.filter((name) => name.endsWith(suffix)).map((name) => name.slice(0, -suffix.length))
  }

  function lookInstead(): void {
    if (isDisposed || timer !== undefined) return
    timer = setInterval(() => void waiting().then((sessions) => sessions.forEach(onFile)), lookEvery)
    timer.unref()
  }

  const watcher = startWatching()
  function startWatching(): { close(): void } | undefined {
    try {
      const started = watch(folder, { persistent: false }, (_event, name) => {
        if (name?.endsWith(suffix)) onFile(name.slice(0, -suffix.length))
      })
      started.on('error', lookInstead)
      return started
    } catch {
      lookInstead()
      return undefined
    }
  }

  return {
    async take(session) {
      const file = path.join(folder, `${session}${suffix}`)
      try {
        const found = await stat(file)
        if (!found.isFile() || found.size > largest) throw new Error(`expected a file of at most ${largest} bytes`)
        const last = decodeLastFrame(await readFile(file, 'utf8'))
        return last.hello.session === session ? last : undefined
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') log(`${file} could not be read: ${String(error)}`)
        return undefined
      } finally {
        await rm(file, { force: true }).catch(() => undefined)
      }
    },
    waiting,
    dispose() {
      isDisposed = true
      watcher?.close()
      clearInterval(timer)
    },
  }
}
