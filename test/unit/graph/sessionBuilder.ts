import type { LiveSession, LiveSite, LiveSource } from '../../../src/extension/live/session.ts'
import { bucketCount, bucketOf, type SourceDeclaration } from '../../../src/protocol/wire.ts'
import { zeroCounters } from '../../../src/protocol/zeroCounters.ts'

export type Counts = Partial<LiveSource['counters']>

/** A program's session as the live side would hand it over, changed step by step. */
export class SessionBuilder {
  readonly id: string
  readonly #hello: LiveSession['hello']
  readonly #connectedAt: number
  #sources = new Map<number, LiveSource>()
  #sites: LiveSite[] = []
  #end: Pick<LiveSession, 'endedAt' | 'lastFigures'> = {}
  #lastFrameAt: number

  constructor(id: string, { at = 1000, name = 'shop', title = 'main.ts', thread = 0, launch = 'launch-1' } = {}) {
    this.id = id
    this.#connectedAt = at
    this.#lastFrameAt = at
    this.#hello = {
      type: 'hello',
      version: 1,
      token: 'secret',
      session: id,
      pid: 4711,
      thread,
      node: 'v20.20.2',
      title,
      cwd: '/shop',
      startedAt: at,
      launch,
      ...(name !== '' && { name }),
    }
  }

  queue(id: number, name: string, capacity: number | null = 100): this {
    return this.#declare({ id, kind: 'queue', system: 'fanout', name, capacity, overflow: 'wait' })
  }

  /** A queue at a broker that others may use, too. */
  brokerQueue(id: number, name: string, broker: string): this {
    const system = 'fanout:redis'
    return this.#declare({ id, kind: 'queue', system, name, capacity: null, overflow: 'wait', broker })
  }

  topic(id: number, name: string, scope = 'shop'): this {
    return this.#declare({ id, kind: 'topic', system: 'fanout', scope, name })
  }

  subscription(id: number, of: number, name: string, capacity: number | null = 1000): this {
    return this.#declare({ id, kind: 'subscription', of, name, capacity })
  }

  consumer(id: number, of: number, name: string, concurrency = 1, deadLetter?: string): this {
    return this.#declare({
      id,
      kind: 'consumer',
      of,
      name,
      concurrency,
      ...(deadLetter !== undefined && { deadLetter }),
    }).count(id, { concurrency })
  }

  event(id: number, name: string, scope = ''): this {
    return this.#declare({ id, kind: 'event', system: 'node:events', scope, name })
  }

  count(id: number, counts: Counts): this {
    const source = this.#sources.get(id)!
    this.#sources.set(id, { ...source, counters: { ...source.counters, ...counts, id } })
    return this
  }

  /** Adds measurements in milliseconds. */
  measure(id: number, histogram: 'wait' | 'process', ...milliseconds: number[]): this {
    const source = this.#sources.get(id)!
    const counts = source[histogram].length > 0 ? [...source[histogram]] : Array<number>(bucketCount).fill(0)
    for (const value of milliseconds) counts[bucketOf(value)]! += 1
    this.#sources.set(id, { ...source, [histogram]: counts })
    return this
  }

  collected(id: number): this {
    this.#sources.set(id, { ...this.#sources.get(id)!, gone: true })
    return this
  }

  /** `file:line:column`, innermost first; the rest are the callers. */
  site(source: number, role: 'send' | 'receive', at: string | readonly string[], count = 1, name = ''): this {
    const [innermost, ...outer] = (typeof at === 'string' ? [at] : at).map(positionOf)
    const site: LiveSite = {
      source,
      role,
      position: innermost!,
      name,
      count,
      ...(outer.length > 0 && { outer: outer.map((position) => ({ position, name: '' })) }),
    }
    const known = this.#sites.findIndex(
      (other) => JSON.stringify({ ...other, count: 0 }) === JSON.stringify({ ...site, count: 0 }),
    )
    this.#sites = known < 0 ? [...this.#sites, site] : this.#sites.with(known, site)
    return this
  }

  end(at: number, lastFigures: 'exact' | 'cut' = 'exact'): this {
    this.#end = { endedAt: at, lastFigures }
    this.#lastFrameAt = at
    return this
  }

  get session(): LiveSession {
    return {
      id: this.id,
      hello: this.#hello,
      state: this.#end.endedAt === undefined ? 'running' : 'ended',
      connectedAt: this.#connectedAt,
      ...this.#end,
      lastFrameAt: this.#lastFrameAt,
      sources: new Map(this.#sources),
      sites: this.#sites,
      samples: [],
    }
  }

  #declare(declaration: SourceDeclaration): this {
    this.#sources.set(declaration.id, {
      declaration,
      counters: zero(declaration.id),
      wait: [],
      process: [],
      gone: false,
    })
    return this
  }
}

export function positionOf(at: string): { file: string; line: number; column: number } {
  const [, file, line, column] = /^(.*):(\d+):(\d+)$/.exec(at)!
  return { file: file!, line: Number(line), column: Number(column) }
}

function zero(id: number): LiveSource['counters'] {
  return {
    id,
    ...zeroCounters,
    listeners: 0,
    concurrency: 0,
  }
}
