import { limits } from '../../protocol/decode.ts'
import type { SourcePosition } from '../../protocol/graph.ts'
import type { Frame, Hello, LastFrame, MessageSample, SiteFrame, SiteSample } from '../../protocol/wire.ts'
import type { LiveSession, LiveSite, LiveSource } from './session.ts'
import { SourceState } from './sourceState.ts'

/** The newest samples that are kept. */
const mostSamples = 500

/**
 * What one program has said. Frames may come twice, merged, out of order or not at all: totals only grow, gauges follow
 * the newest frame, and the last frame holds everything. Bounded: more than the limits is a peer that is not ours.
 */
export class ProgramSession implements LiveSession {
  readonly id: string
  readonly hello: Hello
  readonly connectedAt: number
  state: 'running' | 'ended' = 'running'
  endedAt?: number
  lastFigures?: 'exact' | 'cut'
  exitCode?: number | null
  lastFrameAt: number
  readonly sources: Map<number, LiveSource> = new Map()
  readonly sites: LiveSite[] = []
  readonly samples: MessageSample[] = []
  #sequence = 0
  readonly #states = new Map<number, SourceState>()
  readonly #siteKeys = new Map<string, { count: number; placed: LiveSite | undefined }>()

  constructor(hello: Hello, connectedAt: number) {
    this.id = hello.session
    this.hello = hello
    this.connectedAt = connectedAt
    this.lastFrameAt = hello.startedAt
  }

  /** Takes a frame in. Returns the call sites whose positions are to be found out, and given to `place`. */
  apply(frame: Frame): readonly SiteSample[] {
    const isNewest = frame.sequence > this.#sequence
    // A program that said its end and goes on all the same.
    if (isNewest && this.state === 'ended') this.#reopen()
    this.#sequence = Math.max(this.#sequence, frame.sequence)
    this.lastFrameAt = Math.max(this.lastFrameAt, frame.at)
    for (const declaration of frame.declared) {
      const source = this.#source(declaration.id)
      source.declaration = declaration
      this.sources.set(declaration.id, source as LiveSource)
    }
    for (const counters of frame.counters) this.#source(counters.id).apply(counters, frame.sequence)
    for (const id of frame.gone) this.#source(id).gone = true
    if (isNewest) {
      this.samples.push(...frame.samples)
      this.samples.splice(0, Math.max(0, this.samples.length - mostSamples))
    }
    return frame.sites.filter((site) => this.#count(site))
  }

  /** The original position of a call site. */
  place(site: SiteSample, position: SourcePosition, outer: NonNullable<LiveSite['outer']>): void {
    const seen = this.#siteKeys.get(siteKey(site))
    if (seen === undefined || seen.placed !== undefined) return
    const { id: source, role, name } = site
    const placed = { source, role, position, name, count: seen.count, ...(outer.length > 0 ? { outer } : {}) }
    seen.placed = placed
    this.sites.push(placed)
  }

  /** The connection is gone; `last` is there if the program said its last figures itself. */
  end(at: number, last: LastFrame | undefined): readonly SiteSample[] {
    const endedAt = this.endedAt ?? at
    const isWhole = last !== undefined && last.frame.sequence >= this.#sequence
    const sites = last === undefined ? [] : this.apply(last.frame)
    this.state = 'ended'
    this.endedAt = endedAt
    if (this.lastFigures !== 'exact' || isWhole) this.lastFigures = isWhole ? 'exact' : 'cut'
    if (last !== undefined) this.exitCode = last.exitCode
    return sites
  }

  /** The program connects anew. Its end, if it said one, stands until it tells more. */
  resume(): void {
    if (this.lastFigures === 'cut') this.#reopen()
  }

  #reopen(): void {
    this.state = 'running'
    delete this.endedAt
    delete this.lastFigures
    delete this.exitCode
  }

  /** A frame with counters may come before the one that declares their source: then it shows once it is declared. */
  #source(id: number): SourceState {
    let source = this.#states.get(id)
    if (source === undefined) {
      if (this.#states.size >= mostSources) throw new TooMuchError('sources', mostSources)
      source = new SourceState()
      this.#states.set(id, source)
    }
    return source
  }

  /** True if the site is new. */
  #count(site: SiteSample): boolean {
    const key = siteKey(site)
    const seen = this.#siteKeys.get(key)
    if (seen === undefined) {
      if (this.#siteKeys.size >= limits.sites) throw new TooMuchError('call sites', limits.sites)
      this.#siteKeys.set(key, { count: site.count, placed: undefined })
      return true
    }
    seen.count = Math.max(seen.count, site.count)
    if (seen.placed !== undefined) (seen.placed as { count: number }).count = seen.count
    return false
  }
}

const mostSources = 2 * limits.sources

/** A peer said more than a probe ever does. */
export class TooMuchError extends Error {
  override readonly name: string = 'TooMuchError'

  constructor(what: string, most: number) {
    super(`expected at most ${most} ${what} in a session, came more`)
  }
}

function siteKey({ id, role, outer = [], ...inner }: SiteSample): string {
  return `${id} ${role} ${[inner, ...outer].map(frameKey).join(' ')}`
}

function frameKey({ file, line, column }: Pick<SiteFrame, 'file' | 'line' | 'column'>): string {
  return `${file}:${line}:${column}`
}
