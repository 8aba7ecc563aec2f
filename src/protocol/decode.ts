/**
 * The only way in for what another process wrote: a line of the wire, a configuration file, a last frame. Garbage throws
 * a DecodeError and nothing else.
 */
import {
  DecodeError,
  array,
  boolean,
  integer,
  literal,
  matching,
  milliseconds,
  nullable,
  object,
  optional,
  parseJson,
  string,
  tagged,
  type Decoder,
} from './decoder.ts'
import {
  bucketCount,
  maxOuterFrames,
  type AtBroker,
  type ControlMessage,
  type Frame,
  type Goodbye,
  type Hello,
  type LastFrame,
  type MessageSample,
  type ProbeConfiguration,
  type ProbeMessage,
  type SiteFrame,
  type SiteSample,
  type SourceCounters,
  type SourceDeclaration,
  type Stop,
  type Watch,
  type Welcome,
} from './wire.ts'

export { DecodeError }

/** Bounds on what a message may hold. Who writes one keeps to them; who reads one refuses more. */
export const limits: {
  readonly sources: number
  readonly sites: number
  readonly samples: number
  readonly events: number
  readonly roots: number
  /** Lengths in UTF-16 units. */
  readonly name: number
  readonly text: number
  readonly path: number
} = {
  sources: 10_000,
  sites: 10_000,
  samples: 2_000,
  events: 10_000,
  roots: 1_000,
  name: 500,
  text: 2_000,
  path: 4_096,
}

/** A line of the probe. */
export function decodeProbeMessage(line: string): ProbeMessage {
  return probeMessage(parseJson(line, 'line'), 'message')
}

/** A line of the extension. */
export function decodeControlMessage(line: string): ControlMessage {
  return controlMessage(parseJson(line, 'line'), 'message')
}

/** The text of a configuration file. */
export function decodeConfiguration(text: string): ProbeConfiguration {
  return configuration(parseJson(text, 'file'), 'configuration')
}

/** The text of a `<session>.last` file. */
export function decodeLastFrame(text: string): LastFrame {
  return lastFrame(parseJson(text, 'file'), 'last')
}

const name = string(limits.name)
const text = string(limits.text)
const path = string(limits.path)
const count = integer(0, Number.MAX_SAFE_INTEGER)
const id = integer(1, Number.MAX_SAFE_INTEGER)
const version = integer(1, 1_000_000)
const token = matching(/^[\w-]{16,128}$/, 'a token of 16 to 128 letters, digits, _ or -')
const exitCode = nullable(integer(-(2 ** 31), 2 ** 32))
const capacity = nullable(count)
const line = integer(1, 2 ** 31)

/** It becomes a file's name: nothing but letters, digits and `-`. */
const session = matching(/^[A-Za-z\d-]{8,64}$/, 'a session of 8 to 64 letters, digits or -')

const declaration: Decoder<SourceDeclaration> = tagged('kind', {
  queue: object<Extract<SourceDeclaration, { kind: 'queue' }>>({
    id,
    kind: literal('queue'),
    system: name,
    name,
    capacity,
    overflow: name,
    broker: optional(name),
  }),
  topic: object<Extract<SourceDeclaration, { kind: 'topic' }>>({
    id,
    kind: literal('topic'),
    system: name,
    scope: name,
    name,
  }),
  subscription: object<Extract<SourceDeclaration, { kind: 'subscription' }>>({
    id,
    kind: literal('subscription'),
    of: id,
    name,
    group: optional(name),
    pattern: optional(name),
    capacity,
    broker: optional(name),
  }),
  consumer: object<Extract<SourceDeclaration, { kind: 'consumer' }>>({
    id,
    kind: literal('consumer'),
    of: id,
    name,
    concurrency: count,
    deadLetter: optional(name),
  }),
  event: object<Extract<SourceDeclaration, { kind: 'event' }>>({
    id,
    kind: literal('event'),
    system: name,
    scope: name,
    name,
  }),
})

const counters: Decoder<SourceCounters> = object<SourceCounters>({
  id,
  sent: optional(count),
  received: optional(count),
  acked: optional(count),
  nacked: optional(count),
  retried: optional(count),
  deadLettered: optional(count),
  dropped: optional(count),
  rejected: optional(count),
  expired: optional(count),
  failed: optional(count),
  purged: optional(count),
  depth: optional(count),
  inFlight: optional(count),
  waitingSenders: optional(count),
  waitingReceivers: optional(count),
  delayed: optional(count),
  oldestAge: optional(milliseconds),
  paused: optional(boolean),
  listeners: optional(count),
  concurrency: optional(count),
  wait: optional(histogram),
  process: optional(histogram),
  lastError: optional(text),
  atBroker: optional(object<AtBroker>({ at: milliseconds, waiting: count, inFlight: optional(count) })),
})

const frameShape = {
  file: path,
  line,
  column: line,
  name,
  mapped: boolean,
}

const siteSample: Decoder<SiteSample> = object<SiteSample>({
  ...frameShape,
  id,
  role: literal('send', 'receive'),
  count,
  outer: optional(array(object<SiteFrame>(frameShape), maxOuterFrames)),
})

const messageSample: Decoder<MessageSample> = object<MessageSample>({
  id,
  operation: literal('send', 'receive', 'settle'),
  message: name,
  at: milliseconds,
  attempt: optional(count),
  correlation: optional(name),
  causation: optional(name),
  outcome: optional(literal('ack', 'nack', 'dead-letter', 'drop')),
  duration: optional(milliseconds),
  error: optional(text),
})

const hello: Decoder<Hello> = object<Hello>({
  type: literal('hello'),
  version,
  token,
  session,
  pid: count,
  thread: count,
  node: name,
  title: text,
  cwd: path,
  startedAt: milliseconds,
  launch: optional(name),
  name: optional(name),
})

const frame: Decoder<Frame> = object<Frame>({
  type: literal('frame'),
  sequence: id,
  at: milliseconds,
  declared: array(declaration, limits.sources),
  counters: array(counters, limits.sources),
  sites: array(siteSample, limits.sites),
  samples: array(messageSample, limits.samples),
  gone: array(id, limits.sources),
})

const probeMessage: Decoder<ProbeMessage> = tagged('type', {
  hello,
  frame,
  goodbye: object<Goodbye>({ type: literal('goodbye'), exitCode }),
})

const events = array(name, limits.events)

const controlMessage: Decoder<ControlMessage> = tagged('type', {
  welcome: object<Welcome>({ type: literal('welcome'), version }),
  watch: object<Watch>({ type: literal('watch'), events }),
  stop: object<Stop>({ type: literal('stop') }),
})

const configuration: Decoder<ProbeConfiguration> = object<ProbeConfiguration>({
  version,
  socket: path,
  token,
  folder: path,
  events,
  name: optional(name),
  origin: literal('debug', 'terminal'),
  terminals: boolean,
  roots: array(path, limits.roots),
  launch: optional(name),
})

const lastFrame: Decoder<LastFrame> = object<LastFrame>({ version, token, hello, frame, exitCode })

/** Flat pairs of bucket and count. */
function histogram(value: unknown, at: string): readonly number[] {
  const pairs = array(count, 2 * bucketCount)(value, at)
  if (pairs.length % 2 !== 0) throw new DecodeError(at, 'pairs of bucket and count', `${pairs.length} numbers`)
  for (let index = 0; index < pairs.length; index += 2) bucket(pairs[index], `${at}[${index}]`)
  return pairs
}

const bucket = integer(0, bucketCount - 1)
