import { limits } from '../../protocol/decode.ts'
import type { AtBroker, SourceCounters, SourceDeclaration } from '../../protocol/wire.ts'
import type { Counters, RegistryEntry } from '../registry.ts'
import { BrokerAsking } from './brokerAsking.ts'

/** Counters as they are told: whole numbers of at least 0, in this order, so that a change is found by comparing arrays. */
const told = [
  'sent',
  'received',
  'acked',
  'nacked',
  'retried',
  'deadLettered',
  'dropped',
  'rejected',
  'expired',
  'failed',
  'purged',
  'depth',
  'inFlight',
  'waitingSenders',
  'waitingReceivers',
  'delayed',
  'paused',
  'concurrency',
] as const satisfies readonly (keyof Counters & keyof SourceCounters)[]

/** An age that alone changed is told this often, in ms: it grows with every look. */
const ageEvery = 500

/** One source of the program, and what of it was handed over. */
export class TrackedSource {
  readonly entry: RegistryEntry
  #declaredAs: RegistryEntry['declaration'] | undefined
  readonly #handed: Float64Array = new Float64Array(told.length)
  #wait: Uint32Array | undefined
  #process: Uint32Array | undefined
  #lastError: string | undefined
  #age = 0
  #ageAt = 0

  readonly #broker: BrokerAsking | undefined
  #askedAt = 0

  constructor(entry: RegistryEntry) {
    this.entry = entry
    this.#broker = entry.askBroker && new BrokerAsking(entry.askBroker)
  }

  /** False again once more of it is known. */
  get declared(): boolean {
    return this.#declaredAs === this.entry.declaration
  }

  set declared(is: boolean) {
    this.#declaredAs = is ? this.entry.declaration : undefined
  }

  /** Its counters if they changed since this was last called; the record is whole but for histogram buckets that did not change. */
  takeChanged(at: number, elapsed: number): SourceCounters | undefined {
    const { counters } = this.entry
    const handed = this.#handed
    let changed = false
    for (let index = 0; index < told.length; index++) {
      const value = whole(counters[told[index]!])
      if (value === handed[index]) continue
      handed[index] = value
      changed = true
    }
    if (counters.lastError !== this.#lastError) changed = true
    const age = counters.depth > 0 || this.#age > 0 ? ageOf(this.entry) : 0
    if (age !== this.#age && elapsed - this.#ageAt >= ageEvery) changed = true
    this.#broker?.ask(at, elapsed, changed)
    const asked = this.#broker?.latest
    if (asked !== undefined && asked.at !== this.#askedAt) changed = true
    if (!changed) return undefined
    this.#askedAt = asked?.at ?? 0
    this.#age = age
    this.#ageAt = elapsed
    this.#lastError = counters.lastError
    const wait = changedBuckets(counters.wait, (this.#wait ??= copyFor(counters.wait)))
    const process = changedBuckets(counters.process, (this.#process ??= copyFor(counters.process)))
    return recordOf(this.entry, age, wait, process, asked)
  }

  whole(): SourceCounters {
    const { wait, process } = this.entry.counters
    const buckets = [changedBuckets(wait, undefined), changedBuckets(process, undefined)] as const
    return recordOf(this.entry, ageOf(this.entry), ...buckets, this.#broker?.latest)
  }

  /** Nothing counts as handed over any more. */
  forget(): void {
    this.declared = false
    this.#handed.fill(-1)
    this.#askedAt = 0
    this.#wait?.fill(0)
    this.#process?.fill(0)
  }

  declaration(): SourceDeclaration {
    const result: Record<string, unknown> = { id: this.entry.id }
    for (const [key, value] of Object.entries(this.entry.declaration)) {
      if (value === undefined) continue
      if (key === 'capacity') result[key] = value === null || value === Infinity ? null : whole(value as number)
      else result[key] = typeof value === 'string' ? value.slice(0, limits.name) : value
    }
    return result as unknown as SourceDeclaration
  }
}

function recordOf(
  { id, declaration, counters }: RegistryEntry,
  age: number,
  wait: number[] | undefined,
  process: number[] | undefined,
  atBroker: AtBroker | undefined,
): SourceCounters {
  const record: Record<string, unknown> = { id }
  for (const name of told) {
    const value = whole(counters[name])
    if (value === 0) continue
    if (name === 'paused') record[name] = true
    else record[name === 'concurrency' && declaration.kind === 'event' ? 'listeners' : name] = value
  }
  if (age > 0) record['oldestAge'] = age
  if (wait !== undefined) record['wait'] = wait
  if (process !== undefined) record['process'] = process
  if (counters.lastError !== undefined) record['lastError'] = String(counters.lastError).slice(0, limits.text)
  if (atBroker !== undefined) record['atBroker'] = atBroker
  return record as unknown as SourceCounters
}

function copyFor(histogram: Uint32Array | undefined): Uint32Array | undefined {
  return histogram === undefined ? undefined : new Uint32Array(histogram.length)
}

/** Pairs of bucket and count where `now` differs from `before`, which is brought up to date. */
function changedBuckets(now: Uint32Array | undefined, before: Uint32Array | undefined): number[] | undefined {
  if (now === undefined) return undefined
  const pairs: number[] = []
  for (let bucket = 0; bucket < now.length; bucket++) {
    const count = now[bucket]!
    if (count === (before?.[bucket] ?? 0)) continue
    pairs.push(bucket, count)
    if (before !== undefined) before[bucket] = count
  }
  return pairs.length > 0 ? pairs : undefined
}

/** Counters come from whatever version of the library the program has. */
function whole(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0
}

function ageOf(entry: RegistryEntry): number {
  const age = entry.oldestAge()
  return Number.isFinite(age) && age > 0 ? Math.round(age) : 0
}
