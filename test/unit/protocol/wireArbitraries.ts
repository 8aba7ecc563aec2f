/** Arbitrary messages of the wire, as fast-check draws them. */
import fc from 'fast-check'
import { limits } from '../../../src/protocol/decode.ts'
import {
  bucketCount,
  maxOuterFrames,
  type AtBroker,
  type ControlMessage,
  type Frame,
  type Hello,
  type LastFrame,
  type MessageSample,
  type ProbeConfiguration,
  type ProbeMessage,
  type SiteFrame,
  type SiteSample,
  type SourceCounters,
  type SourceDeclaration,
} from '../../../src/protocol/wire.ts'

const id = fc.integer({ min: 1, max: 1_000 })
const count = fc.maxSafeNat()
const name = fc.string({ maxLength: 40, unit: 'binary' })
const text = fc.string({ maxLength: 200, unit: 'binary' })
const milliseconds = fc.double({ min: 0, max: 2 ** 45, noNaN: true }).map((value) => Math.abs(value))
const token = fc.stringMatching(/^[\w-]{16,64}$/)
const session = fc.stringMatching(/^[A-Za-z\d-]{8,64}$/)
const exitCode = fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 32 }), { nil: null })
const capacity = fc.option(count, { nil: null })

/** Leaves optional keys out, never `undefined`. */
function recordOf<T extends object>(
  model: { [K in keyof T]-?: fc.Arbitrary<T[K]> },
  optional: (keyof T)[],
): fc.Arbitrary<T> {
  const required = (Object.keys(model) as (keyof T)[]).filter((key) => !optional.includes(key))
  return fc.record(model, { requiredKeys: required, noNullPrototype: true }) as unknown as fc.Arbitrary<T>
}

type Declared<K extends SourceDeclaration['kind']> = Required<Extract<SourceDeclaration, { kind: K }>>

export const declaration: fc.Arbitrary<SourceDeclaration> = fc.oneof(
  recordOf<Declared<'queue'>>(
    { id, kind: fc.constant('queue'), system: name, name, capacity, overflow: name, broker: name },
    ['broker'],
  ),
  recordOf<Declared<'topic'>>({ id, kind: fc.constant('topic'), system: name, scope: name, name }, []),
  recordOf<Declared<'subscription'>>(
    { id, kind: fc.constant('subscription'), of: id, name, group: name, pattern: name, capacity, broker: name },
    ['group', 'pattern', 'broker'],
  ),
  recordOf<Declared<'consumer'>>(
    { id, kind: fc.constant('consumer'), of: id, name, concurrency: count, deadLetter: name },
    ['deadLetter'],
  ),
  recordOf<Declared<'event'>>({ id, kind: fc.constant('event'), system: name, scope: name, name }, []),
)

const histogram = fc
  .uniqueArray(fc.tuple(fc.nat({ max: bucketCount - 1 }), count), { maxLength: 20, selector: ([bucket]) => bucket })
  .map((pairs) => pairs.flat())

export const counters: fc.Arbitrary<SourceCounters> = recordOf<Required<SourceCounters>>(
  {
    id,
    sent: count,
    received: count,
    acked: count,
    nacked: count,
    retried: count,
    deadLettered: count,
    dropped: count,
    rejected: count,
    expired: count,
    failed: count,
    purged: count,
    depth: count,
    inFlight: count,
    waitingSenders: count,
    waitingReceivers: count,
    delayed: count,
    oldestAge: milliseconds,
    paused: fc.boolean(),
    listeners: count,
    concurrency: count,
    wait: histogram,
    process: histogram,
    lastError: text,
    atBroker: recordOf<Required<AtBroker>>({ at: milliseconds, waiting: count, inFlight: count }, ['inFlight']),
  },
  [
    'sent', 'received', 'acked', 'nacked', 'retried', 'deadLettered', 'dropped', 'rejected', 'expired', 'failed',
    'purged', 'depth', 'inFlight', 'waitingSenders', 'waitingReceivers', 'delayed', 'oldestAge', 'paused', 'listeners',
    'concurrency', 'wait', 'process', 'lastError', 'atBroker',
  ], // prettier-ignore
)

const position = fc.integer({ min: 1, max: 2 ** 31 })
const siteFrame: fc.Arbitrary<SiteFrame> = recordOf<SiteFrame>(
  { file: text, line: position, column: position, name, mapped: fc.boolean() },
  [],
)

const siteSample: fc.Arbitrary<SiteSample> = recordOf<Required<SiteSample>>(
  {
    id,
    role: fc.constantFrom('send', 'receive'),
    file: text,
    line: position,
    column: position,
    name,
    count,
    mapped: fc.boolean(),
    outer: fc.array(siteFrame, { maxLength: maxOuterFrames }),
  },
  ['outer'],
)

const messageSample: fc.Arbitrary<MessageSample> = recordOf<Required<MessageSample>>(
  {
    id,
    operation: fc.constantFrom('send', 'receive', 'settle'),
    message: name,
    at: milliseconds,
    attempt: count,
    correlation: name,
    causation: name,
    outcome: fc.constantFrom('ack', 'nack', 'dead-letter', 'drop'),
    duration: milliseconds,
    error: text,
  },
  ['attempt', 'correlation', 'causation', 'outcome', 'duration', 'error'],
)

export const hello: fc.Arbitrary<Hello> = recordOf<Required<Hello>>(
  {
    type: fc.constant('hello'),
    version: fc.integer({ min: 1, max: 1_000 }),
    token,
    session,
    pid: count,
    thread: count,
    node: name,
    title: text,
    cwd: text,
    startedAt: milliseconds,
    launch: name,
    name,
  },
  ['launch', 'name'],
)

export const frame: fc.Arbitrary<Frame> = recordOf<Frame>(
  {
    type: fc.constant('frame'),
    sequence: id,
    at: milliseconds,
    declared: fc.array(declaration, { maxLength: 5 }),
    counters: fc.array(counters, { maxLength: 5 }),
    sites: fc.array(siteSample, { maxLength: 5 }),
    samples: fc.array(messageSample, { maxLength: 5 }),
    gone: fc.array(id, { maxLength: 5 }),
  },
  [],
)

export const probeMessage: fc.Arbitrary<ProbeMessage> = fc.oneof(
  hello,
  frame,
  fc.record({ type: fc.constant('goodbye' as const), exitCode }, { noNullPrototype: true }),
)

const events = fc.array(name, { maxLength: 20 })

export const controlMessage: fc.Arbitrary<ControlMessage> = fc.oneof(
  fc.record(
    { type: fc.constant('welcome' as const), version: fc.integer({ min: 1, max: 99 }) },
    { noNullPrototype: true },
  ),
  fc.record({ type: fc.constant('watch' as const), events }, { noNullPrototype: true }),
  fc.record({ type: fc.constant('stop' as const) }, { noNullPrototype: true }),
)

export const configuration: fc.Arbitrary<ProbeConfiguration> = recordOf<Required<ProbeConfiguration>>(
  {
    version: fc.integer({ min: 1, max: 99 }),
    socket: text,
    token,
    folder: text,
    events,
    name,
    origin: fc.constantFrom('debug', 'terminal'),
    terminals: fc.boolean(),
    roots: fc.array(text, { maxLength: 5 }),
    launch: name,
  },
  ['name', 'launch'],
)

export const lastFrame: fc.Arbitrary<LastFrame> = fc.record(
  { version: fc.integer({ min: 1, max: 99 }), token, hello, frame, exitCode },
  { noNullPrototype: true },
)

/** JSON that looks like messages: right tags and names, with anything as values. */
export const almostMessage: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.record(
    {
      type: fc.constantFrom('hello', 'frame', 'goodbye', 'welcome', 'watch', 'stop', '__proto__', 'constructor'),
      version: fc.jsonValue(),
      token: fc.oneof(token, fc.jsonValue()),
      session: fc.oneof(session, fc.jsonValue()),
      sequence: fc.oneof(id, fc.double(), fc.jsonValue()),
      at: fc.oneof(fc.double(), fc.jsonValue()),
      declared: fc.oneof(fc.array(fc.oneof(declaration, fc.jsonValue())), fc.jsonValue()),
      counters: fc.oneof(fc.array(fc.oneof(counters, fc.jsonValue())), fc.jsonValue()),
      sites: fc.oneof(fc.array(fc.oneof(siteSample, fc.jsonValue())), fc.jsonValue()),
      samples: fc.jsonValue(),
      gone: fc.jsonValue(),
      exitCode: fc.jsonValue(),
      events: fc.jsonValue(),
      hello: fc.oneof(hello, fc.jsonValue()),
      frame: fc.oneof(frame, fc.jsonValue()),
      __proto__: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
)

export const longName: string = 'n'.repeat(limits.name + 1)
