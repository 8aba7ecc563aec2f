import { realpath } from 'node:fs/promises'

/**
 * Node.js names a program's files by their real paths. Where a folder of the workspace is a symbolic link, or lies under
 * one, the map and the editor name the same files by the link.
 */
export interface LinkedRoots {
  /** Absolute folders, with `/`: the same, and the real ones of those that are linked. Each is looked up once. */
  resolve(roots: readonly string[]): Promise<readonly string[]>
  /** A file as the workspace names it, with `/`. */
  asOpened(file: string): string
}

export function createLinkedRoots(): LinkedRoots {
  /** The real folder of each root; one that can't be found stands for itself. */
  const found = new Map<string, string>()

  return {
    async resolve(roots) {
      await Promise.all(
        roots.map(async (root) => {
          if (!found.has(root)) found.set(root, await realFolder(root))
        }),
      )
      return [...new Set([...roots, ...roots.map((root) => found.get(root) ?? root)])]
    },
    asOpened(file) {
      let best: readonly [root: string, real: string] | undefined
      for (const [root, real] of found) {
        // Both the link and the folder itself may be open.
        if (isWithin(file, root)) return file
        if (isWithin(file, real) && real.length > (best?.[1].length ?? -1)) best = [root, real]
      }
      return best === undefined ? file : best[0] + file.slice(best[1].length)
    },
  }
}

async function realFolder(root: string): Promise<string> {
  const real = await realpath(root).catch(() => root)
  return real.replaceAll('\\', '/')
}

function isWithin(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}
