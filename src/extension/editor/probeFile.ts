import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

/**
 * Puts the probe where NODE_OPTIONS may name it for good, and returns that path: a `--require` of a file that is gone
 * ends every Node.js command with an error, so the copy outlives updates and the extension itself. It is replaced as a
 * whole or not at all, and only if it differs.
 */
export async function placeProbe(carried: string, storage: string): Promise<string> {
  const placed = path.join(storage, 'probe.cjs')
  const wanted = await readFile(carried)
  const present = await readFile(placed).catch(() => undefined)
  if (present?.equals(wanted)) return placed
  await mkdir(storage, { recursive: true })
  const draft = `${placed}.${randomUUID()}`
  try {
    await writeFile(draft, wanted)
    await rename(draft, placed)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  return placed
}
