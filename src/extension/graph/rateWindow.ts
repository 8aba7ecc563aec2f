import type { LiveSession, LiveSite, LiveSource } from '../live/session.ts'

/** Rates and percentiles are those of this long before now. */
export const windowLength = 10_000

const snapshotInterval = 1000

/** What a source had counted at a moment. */
export interface Reading {
  readonly sent: number
  readonly received: number
  readonly settled: number
  readonly deadLettered: number
  readonly depth: number
  readonly wait: Uint32Array
  readonly process: Uint32Array
}

interface Snapshot {
  readonly at: number
  readonly readings: ReadonlyMap<number, Reading>
  readonly siteCounts: ReadonlyMap<string, number>
}

/**
 * The cumulative counters of one session as they were once a second, as far back as the window reaches: at most a dozen
 * snapshots. What a source did in the window is the difference between now and the oldest of them.
 */
export class RateWindow {
  #snapshots: Snapshot[]
  #now: number

  /** A session begins with all counters at zero. */
  constructor(beganAt: number) {
    this.#snapshots = [{ at: beganAt, readings: new Map(), siteCounts: new Map() }]
    this.#now = beganAt
  }

  /** Moves on to `now`; takes a snapshot when one is due. */
  advance(session: LiveSession, now: number): void {
    if (now < this.#now) return
    this.#now = now
    const newest = this.#snapshots.at(-1)!
    if (now - newest.at >= snapshotInterval) this.#snapshots.push(snapshot(session, now, newest))
    while (this.#snapshots.length > 1 && this.#snapshots[1]!.at <= now - windowLength) this.#snapshots.shift()
  }

  /** How long the window is, in seconds; the session may be younger than ten. */
  get seconds(): number {
    return (this.#now - this.#snapshots[0]!.at) / 1000
  }

  /** What the source had counted where the window begins. */
  before(source: number): Reading {
    return this.#snapshots[0]!.readings.get(source) ?? nothing
  }

  siteCountBefore(key: string): number {
    return this.#snapshots[0]!.siteCounts.get(key) ?? 0
  }
}

/** Messages that a consumer is done with; one that waits for a retry is not. */
export function settledBy({ declaration, counters }: LiveSource): number {
  if (declaration.kind === 'event') return counters.received
  return counters.acked + counters.deadLettered + counters.failed
}

/** The same call with the same callers has the same key in every session. */
export function siteKey(site: LiveSite): string {
  const frames = [site.position, ...(site.outer ?? []).map((frame) => frame.position)]
  return `${site.source} ${site.role} ${frames.map(({ file, line, column }) => `${file}:${line}:${column}`).join(' ')}`
}

const nothing: Reading = {
  sent: 0,
  received: 0,
  settled: 0,
  deadLettered: 0,
  depth: 0,
  wait: new Uint32Array(0),
  process: new Uint32Array(0),
}

function snapshot(session: LiveSession, at: number, previous: Snapshot): Snapshot {
  const readings = new Map<number, Reading>()
  for (const [id, source] of session.sources) readings.set(id, reading(source, previous.readings.get(id)))
  const siteCounts = new Map<string, number>()
  for (const site of session.sites) siteCounts.set(siteKey(site), site.count)
  return { at, readings, siteCounts }
}

/** An idle source's reading is the previous one: its histograms are not copied again. */
function reading(source: LiveSource, previous: Reading | undefined): Reading {
  const { sent, received, deadLettered, depth } = source.counters
  const settled = settledBy(source)
  if (
    previous !== undefined &&
    previous.sent === sent &&
    previous.received === received &&
    previous.settled === settled &&
    previous.deadLettered === deadLettered &&
    previous.depth === depth &&
    total(previous.wait) === total(source.wait) &&
    total(previous.process) === total(source.process)
  )
    return previous
  const [wait, process] = [new Uint32Array(source.wait), new Uint32Array(source.process)]
  return { sent, received, settled, deadLettered, depth, wait, process }
}

function total(counts: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < counts.length; index++) sum += counts[index]!
  return sum
}
