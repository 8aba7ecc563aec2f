/** One process at a time: a lock file that names its owner and does not outlive it. */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Runs `action` while this process alone holds the lock. A lock whose owner no longer runs is taken over.
 * `onWait` is called once if another process holds it. Waits as long as that process lives.
 */
export async function withLock<T>(path: string, onWait: () => void, action: () => Promise<T>): Promise<T> {
  let told = false
  while (!(await take(path))) {
    if (!told) onWait()
    told = true
    await delay(250)
  }
  try {
    return await action()
  } finally {
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const owner = await readFile(path, 'utf8').catch(() => '')
  // An empty file is one whose owner is just about to write its id.
  if (owner !== '' && !isRunning(Number(owner))) await rm(path, { force: true })
  return false
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
