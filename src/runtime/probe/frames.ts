import { limits } from '../../protocol/decode.ts'
import type { Frame, MessageSample, SourceCounters, SourceDeclaration } from '../../protocol/wire.ts'
import type { RegistryEntry } from '../registry.ts'
import type { Sites } from './sites.ts'
import { TrackedSource } from './sources.ts'

/** Per frame, so that a line stays below its limit whatever the histograms hold. */
const mostSources = 400
const mostSites = 400
/** Samples that wait for a frame; the oldest go first. */
const mostSamples = 200
/** Sources that went and were not handed over yet. */
const mostGone = 2_000

/**
 * Makes frames of what changed since the last. A frame counts as handed over when it is made: whoever makes one delivers
 * it whole, or calls `again`. Frames that are not made are merged into the next by themselves, as counters are cumulative.
 */
export class Frames {
  readonly #sources = new Map<number, TrackedSource>()
  readonly #gone = new Map<number, TrackedSource>()
  readonly #sites: Sites
  #samples: MessageSample[] = []
  #sequence = 0

  constructor(sites: Sites) {
    this.#sites = sites
  }

  get size(): number {
    return this.#sources.size + this.#gone.size
  }

  track(entry: RegistryEntry): void {
    if (this.#sources.size < limits.sources) this.#sources.set(entry.id, new TrackedSource(entry))
  }

  untrack(id: number): void {
    const source = this.#sources.get(id)
    if (source === undefined) return
    this.#sources.delete(id)
    this.#gone.set(id, source)
    if (this.#gone.size > mostGone) this.#gone.delete(this.#gone.keys().next().value!)
  }

  sample(sample: MessageSample): void {
    this.#samples.push(sample)
    if (this.#samples.length > mostSamples) this.#samples.shift()
  }

  /** What changed, or undefined if nothing did. With more than a frame holds, the rest is for the next. */
  next(at: number, elapsed: number): Frame | undefined {
    const declared: SourceDeclaration[] = []
    const counters: SourceCounters[] = []
    const gone: number[] = []
    const add = (source: TrackedSource): boolean => {
      if (declared.length >= mostSources || counters.length >= mostSources) return false
      if (!source.declared) declared.push(source.declaration())
      source.declared = true
      const record = source.takeChanged(at, elapsed)
      if (record !== undefined) counters.push(record)
      return true
    }
    for (const source of this.#sources.values()) if (!add(source)) break
    for (const [id, source] of this.#gone) {
      if (!add(source)) break
      gone.push(id)
    }
    const sites = this.#sites.takeChanged((id) => this.#isDeclared(id), mostSites)
    for (const id of gone) this.#gone.delete(id)
    const samples = this.#samples.filter(({ id }) => this.#isDeclared(id))
    if (declared.length + counters.length + gone.length + sites.length + samples.length === 0) return undefined
    this.#samples = []
    return { type: 'frame', sequence: ++this.#sequence, at, declared, counters, sites, samples, gone }
  }

  /** Everything, for the end of the program. Samples are left out: they went with the frames. */
  last(at: number): Frame {
    const sources = [...this.#sources.values(), ...this.#gone.values()].slice(0, limits.sources)
    return {
      type: 'frame',
      sequence: ++this.#sequence,
      at,
      declared: sources.map((source) => source.declaration()),
      counters: sources.map((source) => source.whole()),
      sites: this.#sites.all((id) => this.#sources.has(id) || this.#gone.has(id)).slice(0, limits.sites),
      samples: [],
      gone: [...this.#gone.keys()],
    }
  }

  /** All is to be told anew: what was handed over may not have arrived. */
  again(): void {
    for (const source of this.#sources.values()) source.forget()
    for (const source of this.#gone.values()) source.forget()
    this.#sites.again()
  }

  #isDeclared(id: number): boolean {
    return (this.#sources.get(id) ?? this.#gone.get(id))?.declared === true
  }
}
