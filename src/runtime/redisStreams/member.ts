import { hostname } from 'node:os'
import { describeError } from '../announcements.ts'
import type { BrokerDelivery, BrokerHandler } from '../brokers/broker.ts'
import type { DeliveryRecord, MemberRecord, RecordedOutcome } from '../brokerRecords/memberRecord.ts'
import type { Clock } from '../clock.ts'
import { enterFlow, Flow } from '../context.ts'
import { idPrefix } from '../ids.ts'
import { Envelope } from '../message.ts'
import { inTrace } from '../traceContext.ts'
import { QuietWaits, type Busy } from '../quiet.ts'
import { quiet } from '../rejections.ts'
import type { Connection } from './connection.ts'
import { messageOf, type BodyCodec, type Entry, type Message } from './entry.ts'
import type { GroupKeys } from './keys.ts'
import { readGroup, type Reading } from './reading.ts'
import { answered } from './answered.ts'
import { repeating, type Repeating } from './repeating.ts'
import { evaluate, leaveScript, takeOverScript, tidyScript, touchScript, trimScript } from './scripts.ts'
import { GivenUp, Settling, type SettlingParts } from './settling.ts'

/** What a member is made of; the broker has looked up and checked everything. */
export interface MemberParts extends SettlingParts {
  readonly connection: Connection
  /** Of its own, since reads block it. */
  readonly readingConnection: Connection
  readonly stream: string
  readonly keys: GroupKeys
  readonly group: string
  readonly handler: BrokerHandler
  readonly concurrency: number
  readonly prefetch: number
  readonly takeOverAfter: number
  readonly takeOvers: number
  /** Whether what all groups settled is to be dropped: of a topic without a retention. */
  readonly trims: boolean
  readonly codec: BodyCodec
  readonly context: boolean
  readonly clock: Clock
  /** The figures of this member. */
  readonly record: MemberRecord
  /** Ms since 1970 as the server counts them. */
  readonly serverNow: () => number
  readonly onDeadLettered: () => void
  /** Makes the groups anew when somebody deleted them. */
  readonly declareAgain: () => Promise<unknown>
  readonly onError: (error: unknown) => void
  /** A message was given up, and no dead-letter queue took it. */
  readonly onDropped: (error: unknown, message: Message) => void
}

/** A message that a member has and that is not settled. */
interface Held {
  readonly entry: Entry
  readonly message: Message
  settled: boolean
  flow: Flow | undefined
  /** There once its handler is to be called. */
  record: DeliveryRecord | undefined
}

/**
 * One member of a group: reads on a connection of its own as many entries as it has room for, has them handled, and
 * gives a sign of life for them until they are settled, so that a long handler is not taken for a dead one.
 */
export class Member implements Busy {
  readonly name: string
  readonly #parts: MemberParts
  readonly #settling: Settling
  readonly #reading: Reading
  readonly #upkeep: Repeating
  readonly #held: Map<string, Held> = new Map()
  readonly #ahead: Held[] = []
  readonly #quiet: QuietWaits = new QuietWaits(this)
  #running = 0
  #cursors: readonly string[] = ['0-0', '0-0']
  #untrimmed = true
  #stopping = false
  #readingEnded = false
  #left: Promise<void> | undefined

  constructor(parts: MemberParts) {
    const { connection, group, takeOverAfter, clock, onError } = parts
    this.#parts = parts
    this.name = `${hostname()}-${process.pid}-${idPrefix(clock).slice(0, -1)}`
    this.#settling = new Settling(parts, this.name)
    this.#reading = readGroup({
      ...parts,
      retry: parts.keys.retry,
      member: this.name,
      room: () => this.#room(),
      take: (entries) => void this.#take(entries),
    })
    this.#upkeep = repeating(clock, takeOverAfter / 3, () => this.#keepUp(), onError)
    this.#upkeep.soon(0)
    evaluate(connection, tidyScript, this.#streams, [group, takeOverAfter * 10 + 60_000]).catch(onError)
  }

  /** Takes nothing more, gives back what was read ahead, and resolves when the rest is settled. */
  async stop(): Promise<void> {
    if (!this.#stopping) {
      this.#stopping = true
      void this.#end()
    }
    await this.#quiet.wait()
    if (this.#held.size === 0) await this.#leave()
  }

  busy(): number {
    return this.#readingEnded ? this.#held.size : Infinity
  }

  holds(flow: Flow): boolean {
    return flow.consumer === this
  }

  get #streams(): string[] {
    return [this.#parts.stream, this.#parts.keys.retry]
  }

  #room(): number {
    const { concurrency, prefetch } = this.#parts
    return concurrency + prefetch - this.#running - this.#ahead.length
  }

  async #take(entries: readonly Entry[]): Promise<void> {
    for (const entry of entries) {
      const key = keyOf(entry)
      if (this.#held.has(key)) continue
      const held: Held = { entry, message: messageOf(entry), settled: false, flow: undefined, record: undefined }
      this.#held.set(key, held)
      this.#ahead.push(held)
    }
    if (this.#stopping) await this.#giveBack()
    else this.#begin()
  }

  #begin(): void {
    while (this.#running < this.#parts.concurrency) {
      const held = this.#ahead.shift()
      if (held === undefined) return
      this.#running++
      void this.#handle(held)
    }
  }

  async #handle(held: Held): Promise<void> {
    const { handler, context, onError } = this.#parts
    let failure: Failure | undefined
    // A flow can only be entered in a function that has awaited.
    await Promise.resolve()
    held.record = this.#recordOf(held)
    try {
      const envelope = new Envelope(held.message)
      if (context) enterFlow((held.flow = new Flow('', 0, envelope, this.#parts, this)))
      const handedOver = this.#handOver(held)
      await (context ? inTrace(envelope, () => handler(handedOver)) : handler(handedOver))
    } catch (error) {
      failure = { error }
    }
    this.#settle(held, failure).catch(onError)
    this.#running--
    if (this.#stopping) return
    this.#begin()
    this.#reading.wake()
  }

  /** What was handed over before did not wait only. */
  #recordOf({ entry, message }: Held): DeliveryRecord {
    const { record, serverNow, clock } = this.#parts
    const waited = entry.deliveries > 1 ? undefined : serverNow() - Number(entry.id.split('-')[0])
    return record.received(message.id, message.attempt, clock.now(), waited && Math.max(0, waited))
  }

  /** Throws for a message that nobody should handle. */
  #handOver(held: Held): BrokerDelivery {
    const { codec, context, takeOvers } = this.#parts
    const { id, headers, attempt, correlationId, causationId, body } = held.message
    const deaths = held.entry.deliveries - 1
    if (deaths > takeOvers) throw new GivenUp(`It was handed over ${deaths} times to a member that died`)
    return {
      id,
      body: decodeBody(codec, body),
      headers,
      attempt,
      correlationId: correlationId ?? (context ? id : undefined),
      causationId,
      ack: () => quiet(this.#settle(held, undefined)),
      nack: (error) => quiet(this.#settle(held, { error })),
    }
  }

  /** Once: a second call does nothing. Rejects if the server was not told; another member then takes it over. */
  async #settle(held: Held, failure: Failure | undefined): Promise<void> {
    if (held.settled) return
    held.settled = true
    const { entry, message } = held
    const at = this.#parts.clock.now()
    let outcome: RecordedOutcome = 'lost'
    try {
      if (failure === undefined) {
        await this.#settling.ack(entry)
        outcome = 'acked'
        return
      }
      outcome = await this.#settling.fail(entry, message, failure.error)
      if (outcome === 'given-up') this.#parts.onDropped(failure.error, message)
      if (outcome === 'dead-lettered') this.#parts.onDeadLettered()
    } finally {
      held.record?.settled(outcome, at, failure?.error)
      this.#letGo(held)
    }
  }

  async #giveBack(): Promise<void> {
    await Promise.all(
      this.#ahead.splice(0).map(async (held) => {
        held.settled = true
        await this.#settling.giveBack(held.entry, held.message).catch(this.#parts.onError)
        this.#letGo(held)
      }),
    )
  }

  #letGo(held: Held): void {
    this.#held.delete(keyOf(held.entry))
    this.#untrimmed = true
    held.flow?.settled()
    this.#check()
  }

  #check(): void {
    this.#quiet.check()
    if (this.busy() === 0) void this.#leave()
  }

  async #end(): Promise<void> {
    await this.#reading.stop()
    await this.#giveBack()
    this.#readingEnded = true
    this.#check()
  }

  #leave(): Promise<void> {
    return (this.#left ??= (async () => {
      const { connection, readingConnection, group, clock, onError } = this.#parts
      await this.#upkeep.stop()
      await answered(clock, evaluate(connection, leaveScript, this.#streams, [group, this.name]).catch(onError))
      readingConnection.end()
    })())
  }

  /** Returns in how many ms there is more to do, -1 if that can wait. */
  async #keepUp(): Promise<number> {
    const { connection, group, stream, trims } = this.#parts
    if (this.#held.size > 0) {
      const entries = [...this.#held.values()].flatMap(({ entry }) => [entry.from, entry.id])
      await evaluate(connection, touchScript, this.#streams, [group, this.name, ...entries])
    }
    if (trims && this.#untrimmed) {
      this.#untrimmed = false
      await evaluate(connection, trimScript, [stream], [])
    }
    return this.#takeOver()
  }

  async #takeOver(): Promise<number> {
    const { connection, group, takeOverAfter } = this.#parts
    const room = this.#room()
    if (room <= 0 || this.#stopping) return -1
    const args = [group, this.name, Math.ceil(takeOverAfter), room, ...this.#cursors]
    const reply = await evaluate(connection, takeOverScript, this.#streams, args)
    const [cursors, taken] = reply as [unknown[], readonly [1 | 2, unknown, number, unknown[]][]]
    this.#cursors = cursors.map(String)
    await this.#take(
      taken.map(([from, id, deliveries, fields]) => ({ from, id: String(id), deliveries, fields: fields.map(String) })),
    )
    // The server looks at a part of what is pending at a time.
    return this.#cursors.some((cursor) => cursor !== '0-0') && this.#room() > 0 ? 10 : -1
  }
}

interface Failure {
  readonly error: unknown
}

function keyOf({ from, id }: Entry): string {
  return `${from} ${id}`
}

function decodeBody(codec: BodyCodec, text: string): unknown {
  try {
    return codec.decode(text)
  } catch (error) {
    throw new GivenUp(`Its body cannot be decoded: ${describeError(error)}`, { cause: error })
  }
}
