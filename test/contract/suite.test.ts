/** The suite itself: it skips by features, and fails for brokers that break one promise each. */
import { expect, test } from 'vitest'
import type {
  Broker,
  BrokerDeclaration,
  BrokerDelivery,
  BrokerFeatures,
  BrokerHandler,
} from '../../src/runtime/brokers/broker.ts'
import { memoryBroker } from '../../src/runtime/brokers/memory.ts'
import { brokerContract } from '../../src/runtime/testing.ts'

const { features } = memoryBroker()
const none = Object.fromEntries(Object.keys(features).map((feature) => [feature, false])) as unknown as BrokerFeatures

test('a broker that lacks a feature has the tests skipped that need it, and run that hold it to refusing', () => {
  const { run, skipped } = register(none, memoryBroker)
  expect([...run.keys()].filter((name) => name.includes('needs'))).toEqual([])
  expect([...run.keys()].filter((name) => name.includes('lacks'))).toHaveLength(2)
  expect(skipped).toHaveLength(8)
  expect(skipped.every((name) => name.includes('(needs '))).toBe(true)
})

test('a broker that takes over must be given with a way to kill it', () => {
  const takesOver = { ...features, takesOver: true }
  expect(() => brokerContract({ features: takesOver, createBroker: memoryBroker, test, skip: test.skip })).toThrow(
    'kill',
  )
})

test('a broker whose features are not those given fails every test', async () => {
  const { run } = register({ ...features, ordered: false }, memoryBroker)
  for (const [name, body] of run) await expect(body(), name).rejects.toThrow('ordered')
})

type Broken = (sound: Broker) => Partial<Broker>

type Fault = readonly [finder: string, fault: string, broken: Broken, has?: Partial<BrokerFeatures>]

/** How the name of the test begins that must fail, and a broker whose one fault it must find. */
const faults: readonly Fault[] = [
  ['delivers body, headers and id', 'loses messages', () => ({ send: async () => {} })],
  [
    'delivers body, headers and id',
    'drops headers',
    (sound) => ({ send: (to, body, o) => sound.send(to, body, { ...o, headers: {} }) }),
  ],
  [
    'delivers body, headers and id',
    'makes an id of its own',
    (sound) => ({ send: (to, body, o) => sound.send(to, body, { ...o, id: 'mine' }) }),
  ],
  [
    'delivers body, headers and id',
    'counts attempts from 0',
    changed((delivery) => ({ ...delivery, attempt: delivery.attempt - 1 })),
  ],
  [
    'carries what is falsy',
    'takes falsy bodies for none',
    (sound) => ({ send: async (to, body, o) => (body ? sound.send(to, body, o) : undefined) }),
  ],
  [
    'keeps what is sent to a queue',
    'keeps nothing without a reader',
    (sound) => {
      const read = new Set<string>()
      return {
        subscribe: (from, handler, o) => (read.add(from), sound.subscribe(from, handler, o)),
        send: async (to, body, o) => (read.has(to) ? sound.send(to, body, o) : undefined),
      }
    },
  ],
  [
    'gives each group all messages',
    'gives each member everything',
    (sound) => {
      const members: BrokerHandler[] = []
      return {
        async subscribe(from, handler, o) {
          if (o?.group !== 'a') return sound.subscribe(from, handler, o)
          members.push(handler)
          if (members.length > 1) return { unsubscribe: async () => {} }
          return sound.subscribe(from, (delivery) => Promise.all(members.map((member) => member(delivery))), o)
        },
      }
    },
  ],
  [
    'gives each group all messages',
    'has all groups share',
    (sound) => ({ subscribe: (from, handler) => sound.subscribe(from, handler, { group: 'a' }) }),
  ],
  [
    'handles as many at the same time',
    'handles one after the other',
    (sound) => ({ subscribe: (from, handler, o) => sound.subscribe(from, handler, { ...o, concurrency: 1 }) }),
  ],
  [
    'handles as many at the same time',
    'handles one too many',
    (sound) => ({
      subscribe: (from, handler, o) => sound.subscribe(from, handler, { ...o, concurrency: (o?.concurrency ?? 1) + 1 }),
    }),
  ],
  [
    'settles what is in flight',
    'does not wait for what is in flight',
    (sound) => ({
      async subscribe(from, handler, o) {
        const subscription = await sound.subscribe(from, handler, o)
        return { unsubscribe: async () => void subscription.unsubscribe() }
      },
    }),
  ],
  [
    'settles what is in flight',
    'goes on taking',
    (sound) => ({
      async subscribe(from, handler, o) {
        let running: unknown
        await sound.subscribe(from, (delivery) => (running = handler(delivery)), o)
        return { unsubscribe: async () => void (await running) }
      },
    }),
  ],
  [
    'does nothing at a second settle',
    'puts back what was acked and nacked',
    (sound) => ({
      subscribe: (from, handler, o) =>
        sound.subscribe(
          from,
          (delivery) =>
            handler({
              ...delivery,
              nack: async (e) => {
                await delivery.nack(e)
                await sound.send(from, delivery.body)
              },
            }),
          o,
        ),
    }),
  ],
  [
    'refuses a destination that was not declared',
    'takes what nobody declared',
    (sound) => ({ send: (to, body, o) => sound.send(to, body, o).catch(() => {}) }),
  ],
  [
    'takes the same declaration twice',
    'takes any declaration',
    (sound) => ({ declare: (name, o) => sound.declare(name, o).catch(() => {}) }),
  ],
  [
    'takes the same declaration twice',
    'refuses to declare twice',
    (sound) => {
      const declared = new Set<string>()
      return {
        async declare(name, o) {
          if (declared.has(name)) throw new Error('declared')
          declared.add(name)
          await sound.declare(name, o)
        },
      }
    },
  ],
  [
    'takes the same declaration twice',
    'does not compare attempts',
    (sound) => ({ declare: (name, o) => sound.declare(name, without(o, 'attempts')) }),
  ],
  [
    'takes the same declaration twice',
    'does not compare dead letters',
    (sound) => ({ declare: (name, o) => sound.declare(name, without(o, 'deadLetter')) }),
  ],
  [
    'refuses options out of their range',
    'looks at attempts when it needs them',
    (sound) => ({
      declare: (name, o) => sound.declare(name, { ...o, attempts: Math.max(1, Math.round(o.attempts ?? 1) || 1) }),
    }),
  ],
  [
    'refuses options out of their range',
    'takes no concurrency for one',
    (sound) => ({
      subscribe: (from, handler, o) =>
        sound.subscribe(from, handler, { ...o, concurrency: Math.ceil(o?.concurrency ?? 1) || 1 }),
    }),
  ],
  [
    'refuses messages after close',
    'sends after close',
    (sound) => ({ send: (to, body, o) => sound.send(to, body, o).catch(() => {}) }),
  ],
  [
    'refuses messages after close',
    'cannot be closed twice',
    (sound) => {
      let closed = false
      return {
        async close() {
          if (closed) throw new Error('closed')
          closed = true
          await sound.close()
        },
      }
    },
  ],
  [
    'keeps the order',
    'delivers pairs the wrong way round',
    (sound) => {
      let kept: unknown
      return {
        async send(to, body, o) {
          if (kept === undefined) return void (kept = body)
          await sound.send(to, body, o)
          await sound.send(to, kept, o)
          kept = undefined
        },
      }
    },
  ],
  [
    'delivers again what was nacked',
    'gives up at the first failure',
    (sound) => ({ declare: (name, o) => sound.declare(name, { ...o, attempts: 1 }) }),
  ],
  ['delivers again what was nacked', 'does not count attempts', changed((delivery) => ({ ...delivery, attempt: 1 }))],
  [
    'delivers again what was nacked',
    'tries once too often',
    (sound) => ({ declare: (name, o) => sound.declare(name, { ...o, attempts: (o.attempts ?? 1) + 1 }) }),
  ],
  ['hands what a member had', 'leaves what a dead member had', () => ({}), { takesOver: true }],
  [
    'puts what failed for the last time',
    'drops what it gives up',
    (sound) => ({ declare: (name, o) => sound.declare(name, without(o, 'deadLetter')) }),
  ],
  [
    'puts what failed for the last time',
    'gives up too early',
    (sound) => ({ declare: (name, o) => sound.declare(name, { ...o, attempts: 1 }) }),
  ],
  [
    'holds back what is delayed',
    'does not wait',
    (sound) => ({ send: (to, body, o) => sound.send(to, body, { ...o, delay: 0 }) }),
  ],
  [
    'refuses a delay',
    'sends at once',
    (sound) => ({ send: (to, body, o) => sound.send(to, body, { ...o, delay: 0 }) }),
    { delays: false },
  ],
  [
    'gives a new group what was sent before',
    'begins with what is new',
    (sound) => ({ declare: (name, o) => sound.declare(name, without(o, 'from')) }),
    { replays: true },
  ],
  [
    'refuses a group that wants',
    'begins with what is new',
    (sound) => ({ declare: (name, o) => sound.declare(name, without(o, 'from')) }),
  ],
  [
    'tells what waits',
    'counts what is in flight as waiting',
    (sound) => ({
      async depth(name, group) {
        const { waiting, inFlight } = await sound.depth(name, group)
        return { waiting: waiting + (inFlight ?? 0), inFlight }
      },
    }),
  ],
]

const findings = faults.map(([finder, fault, broken, has = {}]) => ({ finder, fault, broken, has }))

test.concurrent.each(findings)('"$finder…" fails for a broker that $fault', async ({ finder, broken, has }) => {
  // The two brokers of a test share what they carry.
  let shared: Broker | undefined
  const createBroker = (): Broker => {
    const sound = (shared ??= memoryBroker())
    return { ...sound, ...broken(sound), features: { ...features, ...has } }
  }
  const { run } = register({ ...features, ...has }, createBroker)
  const found = [...run].filter(([name]) => name.startsWith(finder))
  expect(found).toHaveLength(1)
  for (const [, body] of found) await expect(body()).rejects.toThrow(/^Expected|declared|closed/)
})

test('every test of the suite has a broker that fails it', () => {
  const { run, skipped } = register(features, memoryBroker)
  for (const name of [...run.keys(), ...skipped]) {
    expect(
      faults.some(([finder]) => name.startsWith(finder)),
      name,
    ).toBe(true)
  }
})

/** The suite's tests by name, with little patience. */
function register(
  given: BrokerFeatures,
  createBroker: () => Broker,
): { run: Map<string, () => Promise<void>>; skipped: string[] } {
  const run = new Map<string, () => Promise<void>>()
  const skipped: string[] = []
  brokerContract({
    features: given,
    createBroker,
    kill: () => {},
    test: (name, body) => run.set(name, body),
    skip: (name) => skipped.push(name),
    patience: 400,
  })
  return { run, skipped }
}

/** Hands over something else than what came. */
function changed(change: (delivery: BrokerDelivery) => BrokerDelivery): Broken {
  return (sound) => ({
    subscribe: (from, handler, o) => sound.subscribe(from, (delivery) => handler(change(delivery)), o),
  })
}

function without(declaration: BrokerDeclaration, option: keyof BrokerDeclaration): BrokerDeclaration {
  const { [option]: _, ...rest } = declaration
  return rest as BrokerDeclaration
}
