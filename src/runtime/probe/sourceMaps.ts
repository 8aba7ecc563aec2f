import type { FindSourceMap } from './sites.ts'
import { builtin, type Originals } from './originals.ts'

const mostRemembered = 300

/** A larger script that stands on the disk as it runs is mapped by the extension: reading its map takes too long here. */
const largest = 512 * 1024

/** Source maps as Node knows them: only in a program that runs with source maps enabled (`--enable-source-maps`, tsx). */
export function createSourceMaps({ fs }: Originals): FindSourceMap {
  const remembered = new Map<string, ReturnType<FindSourceMap>>()
  return (file) => {
    if (remembered.has(file)) return remembered.get(file)
    if (remembered.size >= mostRemembered) remembered.clear()
    const found = isSmall(file) ? builtin('node:module').findSourceMap(file) : undefined
    remembered.set(file, found)
    return found
  }

  function isSmall(file: string): boolean {
    const path = file.startsWith('file://') ? decodeURIComponent(new URL(file).pathname) : file
    const windows = /^\/[A-Za-z]:/.test(path)
    return (fs.statSync(windows ? path.slice(1) : path, { throwIfNoEntry: false })?.size ?? 0) <= largest
  }
}
