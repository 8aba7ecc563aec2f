import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { LogOutputChannel } from 'vscode'
import type { LiveServer } from '../live/server.ts'
import type { LiveSession } from '../live/session.ts'
import type { Disposable } from './disposables.ts'

/** The live side of this window. Nothing of it is loaded before `start`. */
export interface LiveSide extends Disposable {
  /** Starts the server at the first call. After `dispose` it rejects. */
  start(): Promise<LiveServer>
  /** Event names that the map knows; before the start they are kept for it. */
  setEvents(names: readonly string[]): void
  /** Takes the probe out of every running program. */
  stopWatching(): void
  /** Resolves when sockets and files are gone. */
  dispose(): Promise<void>
}

export function createLiveSide(onSession: (session: LiveSession) => void, log: LogOutputChannel): LiveSide {
  let events: readonly string[] = []
  let starting: Promise<Started> | undefined
  let server: LiveServer | undefined
  let disposed = false

  return {
    async start() {
      if (disposed) throw new Error('Fanout was deactivated')
      starting ??= startServer(log)
      try {
        const started = await starting
        if (server === undefined) {
          server = started.server
          server.onChange(onSession)
          server.setEvents(events)
        }
        return server
      } catch (error) {
        // The next launch tries again.
        starting = undefined
        throw error
      }
    },
    setEvents(names) {
      events = names
      server?.setEvents(names)
    },
    stopWatching() {
      server?.stopWatching()
    },
    async dispose() {
      disposed = true
      const started = await starting?.catch(() => undefined)
      await started?.server.dispose()
      if (started) await rm(started.folder, { recursive: true, force: true })
    },
  }
}

interface Started {
  readonly server: LiveServer
  readonly folder: string
}

const folderPrefix = 'fanout-'

/** In the temporary folder, because a socket's path may have no more than about a hundred characters. */
async function startServer(log: LogOutputChannel): Promise<Started> {
  const [{ startLiveServer }, { removeAbandonedFolders }] = await Promise.all([
    import('../live/server.ts'),
    import('../live/abandonedFolders.ts'),
  ])
  void removeAbandonedFolders(tmpdir(), folderPrefix)
  const folder = await mkdtemp(path.join(tmpdir(), folderPrefix))
  try {
    const server = await startLiveServer({ folder, log: (message: string) => log.debug(message) })
    log.debug(`Listening for programs in ${folder}`)
    return { server, folder }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}
