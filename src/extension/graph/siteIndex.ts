import type { Role, SourcePosition } from '../../protocol/graph.ts'
import type { MappedCode, MappedSite, SourceMapping } from '../../protocol/map.ts'
import type { LiveSite } from '../live/session.ts'
import { grouped } from './grouping.ts'

/** A compiler may place a call that spans lines at another of its lines. */
const nearLines = 2

/** Finds what the map knows at the places that a running program shows. */
export interface SiteIndex {
  /**
   * The mapped site that a live site stands for: the call itself, or the caller of the wrapper that it stands in. Sites
   * of the destination come first, then those whose destination the map does not know, then others at that very place.
   */
  find(site: LiveSite, destination: string | undefined): MappedSite | undefined
  /** All mapped sites at the very place of the call or of its callers. */
  at(site: LiveSite): readonly MappedSite[]
  /** The mapped function of that name which the place lies in. */
  codeAround(position: SourcePosition, name: string): MappedCode | undefined
}

export function siteIndex(mapping: SourceMapping): SiteIndex {
  const byFile = grouped(mapping.sites, (site) => comparableFile(site.file))
  const near = (position: SourcePosition, role: Role, lines: number): MappedSite[] =>
    (byFile.get(comparableFile(position.file)) ?? [])
      .filter((site) => site.role === role && Math.abs(site.line - position.line) <= lines)
      .sort((a, b) => distance(a, position) - distance(b, position))

  const at = (site: LiveSite): MappedSite[] => frames(site).flatMap((position) => near(position, site.role, 0))

  return {
    at,
    find(site, destination) {
      const exact = at(site)
      const close = (): MappedSite[] => frames(site).flatMap((position) => near(position, site.role, nearLines))
      return (
        exact.find((candidate) => candidate.destinationId === destination) ??
        exact.find((candidate) => candidate.destinationId === null) ??
        close().find((candidate) => candidate.destinationId === destination) ??
        near(site.position, site.role, 0)[0]
      )
    },
    codeAround(position, name) {
      if (name === '') return undefined
      return (byFile.get(comparableFile(position.file)) ?? [])
        .map((site) => site.code)
        .filter((code) => comparableFile(code.file) === comparableFile(position.file))
        .filter((code) => code.line <= position.line && lastPart(code.name) === lastPart(name))
        .sort((a, b) => b.line - a.line)[0]
    },
  }
}

/** `OrderService.place`, `async place` and `bound place` are all `place`. */
export const lastPart = (name: string): string => /[^.\s]+$/.exec(name)?.[0] ?? name

/** Drive letters come in both cases, and separators in both kinds. */
export function comparableFile(file: string): string {
  const slashed = file.includes('\\') ? file.replaceAll('\\', '/') : file
  return /^[A-Z]:/.test(slashed) ? slashed[0]!.toLowerCase() + slashed.slice(1) : slashed
}

const frames = (site: LiveSite): SourcePosition[] => [
  site.position,
  ...(site.outer ?? []).map((frame) => frame.position),
]

/** Several sites on one line are told apart by their column. */
const distance = (a: SourcePosition, b: SourcePosition): number =>
  Math.abs(a.line - b.line) * 10_000 + Math.abs(a.column - b.column)
