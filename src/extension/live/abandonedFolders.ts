import { lstat, readdir, rm } from 'node:fs/promises'
import { createConnection } from 'node:net'
import path from 'node:path'

/**
 * Removes the private folders of live servers whose process was killed: nobody listens at their socket any more. Folders
 * of other users, those of running servers and anything else stay. Resolves with what was removed; never rejects.
 */
export async function removeAbandonedFolders(parent: string, prefix: string): Promise<readonly string[]> {
  const names = await readdir(parent).catch(() => [])
  const folders = names.filter((name) => name.startsWith(prefix)).map((name) => path.join(parent, name))
  const removed = await Promise.all(
    folders.map(async (folder) => {
      if (!(await isAbandoned(folder))) return []
      await rm(folder, { recursive: true, force: true }).catch(() => undefined)
      return [folder]
    }),
  )
  return removed.flat()
}

async function isAbandoned(folder: string): Promise<boolean> {
  const socketPath = path.join(folder, socketName)
  const socket = await lstat(socketPath).catch(() => undefined)
  if (!socket?.isSocket() || socket.uid !== process.getuid?.()) return false
  return new Promise((resolve) => {
    const connection = createConnection(socketPath)
    connection.once('connect', () => {
      connection.destroy()
      resolve(false)
    })
    connection.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED'))
  })
}

/** The server's socket in its folder. */
export const socketName = 's'
