import type { SourceMap } from 'node:module'
import { limits } from '../../protocol/decode.ts'
import { maxOuterFrames, type SiteFrame, type SiteSample } from '../../protocol/wire.ts'
import type { RawFrame } from './stack.ts'

const mostSites = 4_000
const mostSitesOfSource = 64

interface SeenSite {
  readonly source: number
  readonly role: 'send' | 'receive'
  readonly frames: readonly RawFrame[]
  count: number
  /** Positions as they are told; looked up once. */
  told: readonly SiteFrame[] | undefined
}

/** The call sites that were seen, with cumulative counts. Bounded: what comes after that is not remembered. */
export class Sites {
  readonly #sites = new Map<string, SeenSite>()
  readonly #ofSource = new Map<number, number>()
  readonly #changed = new Set<SeenSite>()
  readonly #findSourceMap: FindSourceMap

  constructor(findSourceMap: FindSourceMap) {
    this.#findSourceMap = findSourceMap
  }

  /** `frames` are the user's, innermost first. */
  add(source: number, role: 'send' | 'receive', frames: readonly RawFrame[]): void {
    if (frames.length === 0) return
    const kept = frames.slice(0, 1 + maxOuterFrames)
    const key = `${source} ${role} ${kept.map(frameKey).join(' ')}`
    let site = this.#sites.get(key)
    if (site === undefined) {
      const ofSource = this.#ofSource.get(source) ?? 0
      if (this.#sites.size >= mostSites || ofSource >= mostSitesOfSource) return
      this.#ofSource.set(source, ofSource + 1)
      site = { source, role, frames: kept, count: 0, told: undefined }
      this.#sites.set(key, site)
    }
    site.count++
    this.#changed.add(site)
  }

  /** Sites whose counts changed since they were taken last, of the sources that `wanted` accepts. */
  takeChanged(wanted: (source: number) => boolean, most: number): readonly SiteSample[] {
    const samples: SiteSample[] = []
    for (const site of this.#changed) {
      if (samples.length >= most) break
      if (!wanted(site.source)) continue
      this.#changed.delete(site)
      samples.push(this.#sample(site))
    }
    return samples
  }

  all(wanted: (source: number) => boolean): readonly SiteSample[] {
    return [...this.#sites.values()].filter((site) => wanted(site.source)).map((site) => this.#sample(site))
  }

  /** The next `takeChanged` gives all again: for another reader. */
  again(): void {
    for (const site of this.#sites.values()) this.#changed.add(site)
  }

  #sample(site: SeenSite): SiteSample {
    site.told ??= site.frames.map((frame) => this.#told(frame))
    const [inner, ...outer] = site.told as [SiteFrame, ...SiteFrame[]]
    const { source: id, role, count } = site
    return outer.length === 0 ? { ...inner, id, role, count } : { ...inner, id, role, count, outer }
  }

  #told(frame: RawFrame): SiteFrame {
    const original = this.#original(frame)
    const file = original?.file ?? frame.file
    return {
      file: file.length > limits.path ? file.slice(0, limits.path) : file,
      line: positive(original?.line ?? frame.line),
      column: positive(original?.column ?? frame.column),
      name: frame.name.slice(0, limits.name),
      mapped: original !== undefined,
    }
  }

  #original(frame: RawFrame): { file: string; line: number; column: number } | undefined {
    const entry = this.#findSourceMap(frame.file)?.findEntry(frame.line - 1, frame.column - 1)
    if (entry === undefined || !('originalSource' in entry)) return undefined
    const { originalSource, originalLine, originalColumn } = entry
    return { file: originalSource, line: originalLine + 1, column: originalColumn + 1 }
  }
}

/** Node's own: it knows a file's map only where the program runs with source maps enabled. */
export type FindSourceMap = (file: string) => Pick<SourceMap, 'findEntry'> | undefined

function frameKey({ file, line, column }: RawFrame): string {
  return `${file}:${line}:${column}`
}

function positive(value: number): number {
  return Number.isSafeInteger(value) && value > 0 ? value : 1
}
