/** A workspace whose first map may be the kept one: then nothing is parsed before something changes. */
import { openWorkspace, type MapOptions, type Workspace } from './map.ts'
import type { MapCache } from './mapCache.ts'

/** `anew`: the kept map is not asked for. */
export function openCachedWorkspace(options: MapOptions, cache: MapCache, anew: boolean): Workspace {
  let opened: Workspace | undefined
  const open = (): Workspace => (opened ??= openWorkspace(options))
  return {
    map: () => (opened || anew ? undefined : cache.read()) ?? open().map(),
    change(changes) {
      cache.changed(changes)
      return open().change(changes)
    },
    describe: (at) => open().describe(at),
    whyNot: (at) => open().whyNot(at),
  }
}
