/** A bound on the source that is parsed at one time: past it files are left out and named, and the memory holds. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Problem } from '../../../protocol/graph.ts'

export interface OpenBudget {
  /** Counts the file; false: it is left out. */
  mayOpen(name: string, characters: number): boolean
  readonly leftOut: ReadonlySet<string>
  forget(name: string): void
  clear(): void
  problems(paths: readonly string[]): readonly Problem[]
}

/** The rest is for what is found out about what is open. */
const share = 0.75

/** `most`: characters; without it the thread's memory is the bound. */
export function createOpenBudget(most = Infinity): OpenBudget {
  const opened = new Map<string, number>()
  const leftOut = new Set<string>()
  let open = 0
  let full = false
  const forget = (name: string): void => {
    open -= opened.get(name) ?? 0
    opened.delete(name)
    leftOut.delete(name)
  }
  return {
    leftOut,
    forget,
    mayOpen(name, characters) {
      forget(name)
      full ||= !memoryHolds(characters)
      if (full || open + characters > most) {
        leftOut.add(name)
        return false
      }
      open += characters
      opened.set(name, characters)
      return true
    },
    clear() {
      full = false
      for (const name of [...opened.keys(), ...leftOut]) forget(name)
    },
    problems: (paths) => (paths.length === 0 ? [] : [problem(paths)]),
  }
}

/** What a character of source takes at the most, in bytes: its tree, symbols and places. On real trees it is 30 to 35. */
const bytesEach = 120

function memoryHolds(characters: number): boolean {
  const fits = (): boolean => {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
    return used + characters * bytesEach < limit * share
  }
  if (fits()) return true
  collectGarbage()
  return fits()
}

/** What nobody needs any more counts as used until it is collected. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('globalThis.gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof collect === 'function') collect()
}

function problem(paths: readonly string[]): Problem {
  const counts = new Map<string, number>()
  for (const path of paths) {
    const folder = path.slice(0, path.lastIndexOf('/'))
    counts.set(folder, (counts.get(folder) ?? 0) + 1)
  }
  const folders = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  const named = folders.slice(0, mostFolders).map(([folder, count]) => `${folder} (${count})`)
  const more = folders.length > mostFolders ? ` and ${folders.length - mostFolders} more folders` : ''
  const files = paths.length === 1 ? '1 file' : `${paths.length} files`
  return {
    code: 'memory-bound',
    message: `Left out, as the memory that the analysis may use is full: ${files} in ${named.join(', ')}${more}. Exclude what need not be mapped.`,
  }
}

const mostFolders = 5
