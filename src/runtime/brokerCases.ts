import type { Broker, BrokerDelivery, BrokerFeatures } from './brokers/broker.ts'

/** One test of the contract. */
export interface BrokerCase {
  readonly name: string
  readonly needs?: readonly (keyof BrokerFeatures)[]
  /** Runs only if the broker has none of these. */
  readonly lacks?: readonly (keyof BrokerFeatures)[]
  readonly run: (broker: Broker, destination: string, tools: CaseTools) => Promise<void>
}

/** What a test has besides its broker. */
export interface CaseTools {
  /** Waits for a condition; rejects if it does not come to hold in time. */
  readonly until: (look: () => boolean | Promise<boolean>, what: string) => Promise<void>
  /** A broker that shares what it carries with the first one. */
  readonly createAnother: () => Promise<Broker>
  /** Has it die as a program that is killed. */
  readonly kill: (broker: Broker) => Promise<void>
}

export const brokerCases: readonly BrokerCase[] = [
  {
    name: 'delivers body, headers and id, the first attempt',
    async run(broker, queue, { until }) {
      await broker.declare(queue, { kind: 'queue' })
      const got: BrokerDelivery[] = []
      await broker.subscribe(queue, (delivery) => got.push(delivery))
      await broker.send(queue, { n: [1, null, 'ä'] }, { id: 'one', headers: { a: 'b' } })
      await until(() => got.length > 0, 'a delivery')
      const { id, body, headers, attempt } = got[0] as BrokerDelivery
      same([id, body, headers['a'], attempt], ['one', { n: [1, null, 'ä'] }, 'b', 1], 'delivery')
    },
  },
  {
    name: 'carries what is falsy',
    async run(broker, queue, { until }) {
      await broker.declare(queue, { kind: 'queue' })
      const got: unknown[] = []
      await broker.subscribe(queue, ({ body }) => got.push(body))
      for (const body of [0, '', false, null]) await broker.send(queue, body)
      await until(() => got.length >= 4, 'all messages')
      same(new Set(got).size, 4, 'number of bodies')
      same(
        [0, '', false, null].filter((body) => !got.includes(body)),
        [],
        'bodies that did not come',
      )
    },
  },
  {
    name: 'keeps what is sent to a queue until somebody reads',
    async run(broker, queue, { until }) {
      await broker.declare(queue, { kind: 'queue' })
      await broker.send(queue, 1)
      const got: unknown[] = []
      await broker.subscribe(queue, ({ body }) => got.push(body))
      await until(() => got.includes(1), 'the message')
    },
  },
  {
    name: 'gives each group all messages, and each message to one member of a group',
    async run(broker, topic, { until }) {
      await broker.declare(topic, { kind: 'topic', groups: ['a', 'b'] })
      const got: Record<string, unknown[]> = { a: [], b: [] }
      for (const group of ['a', 'a', 'b']) {
        await broker.subscribe(topic, ({ body }) => got[group]?.push(body), { group })
      }
      const sent = Array.from({ length: 20 }, (_, n) => n)
      for (const n of sent) await broker.send(topic, n)
      const distinct = (group: string): number => new Set(got[group]).size
      await until(() => distinct('a') === 20 && distinct('b') === 20, 'all messages in both groups')
      // What comes after this has come after all that two members could have been given.
      await broker.send(topic, 'last')
      await until(() => got['a']?.includes('last') === true, 'the last message')
      const deliveries = got['a']?.length ?? 0
      // At least once: a few may come twice when members join, but not all.
      if (deliveries >= 40) throw new Error(`Expected 21 deliveries in a group of two members, got ${deliveries}`)
    },
  },
  {
    name: 'handles as many at the same time as it is told, and no more',
    async run(broker, queue, { until }) {
      await broker.declare(queue, { kind: 'queue' })
      for (let n = 0; n < 8; n++) await broker.send(queue, n)
      const running = new Set<() => void>()
      let most = 0
      let ended = 0
      let free = false
      const release = (): void => {
        for (const end of running) end()
        running.clear()
      }
      const handler = async (): Promise<void> => {
        await new Promise<void>((resolve) => {
          running.add(resolve)
          most = Math.max(most, running.size)
          if (free) release()
        })
        ended++
      }
      await broker.subscribe(queue, handler, { concurrency: 3 })
      try {
        await until(() => running.size === 3, 'three handlers at the same time')
        await until(() => {
          if (ended + running.size >= 8 || running.size === 3) release()
          return ended >= 8
        }, 'all messages')
      } finally {
        free = true
        release()
      }
      same(most, 3, 'most handlers at the same time')
    },
  },
  {
    name: 'settles what is in flight before unsubscribe resolves, and takes nothing more',
    async run(broker, queue, { until }) {
      await broker.declare(queue, { kind: 'queue' })
      const first: unknown[] = []
      const second: unknown[] = []
      const held = latch()
      const handler = async ({ body }: BrokerDelivery): Promise<void> => {
        first.push(body)
        await held.opened
      }
      const subscription = await broker.subscribe(queue, handler, { concurrency: 2 })
      let over = false
      try {
        await broker.send(queue, 'in flight')
        await until(() => first.length === 1, 'the first message')
        const unsubscribed = subscription.unsubscribe().then(() => (over = true))
        await broker.send(queue, 'waits')
        await broker.subscribe(queue, ({ body }) => second.push(body))
        same(over, false, 'unsubscribe over with work in flight')
        held.open()
        await unsubscribed
        await broker.send(queue, 'last')
        await until(() => second.length >= 2, 'two messages at the other member')
      } finally {
        held.open()
      }
      same([first, second.map(String).toSorted()], [['in flight'], ['last', 'waits']], 'messages of the two members')
    },
  },
  {
    name: 'does nothing at a second settle',
    needs: ['redelivers'],
    async run(broker, queue, { until }) {
      await broker.declare(queue, { kind: 'queue', attempts: 2 })
      const got: string[] = []
      await broker.subscribe(queue, async (delivery) => {
        got.push(`${String(delivery.body)} ${delivery.attempt}`)
        if (delivery.body === 'acked') {
          await delivery.ack()
          await delivery.nack(new Error('no'))
          throw new Error('no')
        }
        if (delivery.body === 'nacked' && delivery.attempt === 1) {
          await delivery.nack(new Error('no'))
          await delivery.nack(new Error('no'))
          await delivery.ack()
        }
      })
      await broker.send(queue, 'acked')
      await broker.send(queue, 'nacked')
      await until(() => got.includes('nacked 2'), 'the second attempt of what was nacked')
      await broker.send(queue, 'last')
      await until(() => got.includes('last 1'), 'the last message')
      same(got.toSorted(), ['acked 1', 'last 1', 'nacked 1', 'nacked 2'], 'deliveries')
    },
  },
  {
    name: 'refuses a destination that was not declared',
    async run(broker, queue) {
      await rejects(broker.send(queue, 1), 'send')
      await rejects(
        broker.subscribe(queue, () => {}),
        'subscribe',
      )
    },
  },
  {
    name: 'takes the same declaration twice, and says what differs in another',
    async run(broker, queue) {
      await broker.declare(queue, { kind: 'queue', attempts: 1 })
      await broker.declare(queue, { kind: 'queue', attempts: 1 })
      await broker.declare(queue, { kind: 'queue' })
      await refuses(broker.declare(queue, { kind: 'topic' }), 'kind')
      if (broker.features.redelivers) await refuses(broker.declare(queue, { kind: 'queue', attempts: 2 }), 'attempts')
      if (!broker.features.deadLetters) return
      await broker.declare(`${queue}-dead`, { kind: 'queue' })
      await refuses(broker.declare(queue, { kind: 'queue', deadLetter: `${queue}-dead` }), 'deadLetter')
    },
  },
  {
    name: 'refuses options out of their range when they are given',
    async run(broker, queue) {
      for (const attempts of [0, -1, 1.5, Number.NaN]) {
        await refuses(broker.declare(queue, { kind: 'queue', attempts }), 'attempts')
      }
      await broker.declare(queue, { kind: 'queue' })
      const subscribe = (concurrency: number): Promise<unknown> => broker.subscribe(queue, () => {}, { concurrency })
      await refuses(subscribe(0), 'concurrency')
      await refuses(subscribe(1.5), 'concurrency')
    },
  },
  {
    name: 'refuses messages after close, and closes twice',
    async run(broker, queue) {
      await broker.declare(queue, { kind: 'queue' })
      await Promise.all([broker.close(), broker.close()])
      await broker.close()
      await rejects(broker.send(queue, 1), 'send')
    },
  },
  {
    name: 'keeps the order',
    needs: ['ordered'],
    async run(broker, queue, { until }) {
      await broker.declare(queue, { kind: 'queue' })
      const got: unknown[] = []
      await broker.subscribe(queue, ({ body }) => got.push(body))
      const sent = Array.from({ length: 50 }, (_, n) => n)
      for (const n of sent) await broker.send(queue, n)
      await until(() => got.length >= 50, 'all messages')
      same(got, sent, 'order')
    },
  },
  {
    name: 'delivers again what was nacked or thrown, until the last attempt',
    needs: ['redelivers'],
    async run(broker, queue, { until }) {
      await broker.declare(queue, { kind: 'queue', attempts: 3 })
      const got: string[] = []
      await broker.subscribe(queue, async (delivery) => {
        got.push(`${String(delivery.body)} ${delivery.attempt}`)
        if (delivery.body === 'last') return
        if (delivery.attempt === 1) await delivery.nack(new Error('no'))
        else throw new Error('no')
      })
      await broker.send(queue, 'fails')
      await until(() => got.length >= 3, 'three attempts')
      await broker.send(queue, 'last')
      await until(() => got.includes('last 1'), 'the last message')
      same(got, ['fails 1', 'fails 2', 'fails 3', 'last 1'], 'deliveries')
    },
  },
  {
    name: 'hands what a member had when it died to another one',
    needs: ['takesOver', 'redelivers'],
    async run(broker, queue, { until, createAnother, kill }) {
      const dying = await createAnother()
      await broker.declare(queue, { kind: 'queue', attempts: 3 })
      await dying.declare(queue, { kind: 'queue' })
      const held = latch()
      const taken: unknown[] = []
      const got: unknown[] = []
      try {
        const handler = ({ body }: BrokerDelivery): Promise<void> => {
          taken.push(body)
          return held.opened
        }
        await dying.subscribe(queue, handler, { concurrency: 2 })
        await broker.send(queue, 'a')
        await broker.send(queue, 'b')
        await until(() => taken.length === 2, 'two messages in flight')
        await broker.subscribe(queue, ({ body }) => got.push(body))
        await kill(dying)
        await broker.send(queue, 'c')
        await until(() => ['a', 'b', 'c'].every((body) => got.includes(body)), 'what the dead member had')
      } finally {
        held.open()
      }
    },
  },
  {
    name: 'puts what failed for the last time into the dead letters',
    needs: ['redelivers', 'deadLetters'],
    async run(broker, queue, { until }) {
      await broker.declare(`${queue}-dead`, { kind: 'queue' })
      await broker.declare(queue, { kind: 'queue', attempts: 2, deadLetter: `${queue}-dead` })
      let calls = 0
      const dead: BrokerDelivery[] = []
      await broker.subscribe(`${queue}-dead`, (delivery) => dead.push(delivery))
      await broker.subscribe(queue, () => {
        calls++
        throw new Error('no')
      })
      await broker.send(queue, 'poison', { headers: { a: 'b' } })
      await until(() => dead.length > 0, 'a dead letter')
      same(
        [calls, dead.map(({ body, headers }) => [body, headers['a']])],
        [2, [['poison', 'b']]],
        'calls, dead letters',
      )
    },
  },
  {
    name: 'holds back what is delayed',
    needs: ['delays'],
    async run(broker, queue, { until }) {
      await broker.declare(queue, { kind: 'queue' })
      const got: unknown[] = []
      await broker.subscribe(queue, ({ body }) => got.push(body))
      await broker.send(queue, 'later', { delay: 300 })
      await broker.send(queue, 'now')
      await until(() => got.length >= 2, 'both messages')
      same(got, ['now', 'later'], 'order')
    },
  },
  {
    name: 'refuses a delay',
    lacks: ['delays'],
    async run(broker, queue) {
      await broker.declare(queue, { kind: 'queue' })
      await refuses(broker.send(queue, 1, { delay: 10 }), 'delay')
    },
  },
  {
    name: 'gives a new group what was sent before, if it wants that',
    needs: ['replays'],
    async run(broker, topic, { until }) {
      await broker.declare(topic, { kind: 'topic', groups: ['first'] })
      await broker.send(topic, 'before')
      await broker.declare(topic, { kind: 'topic', groups: ['newest'] })
      await broker.declare(topic, { kind: 'topic', groups: ['oldest'], from: 'oldest' })
      await broker.send(topic, 'after')
      const got: Record<string, unknown[]> = { oldest: [], newest: [] }
      for (const group of ['oldest', 'newest']) {
        await broker.subscribe(topic, ({ body }) => got[group]?.push(body), { group })
      }
      await until(() => got['oldest']?.length === 2 && got['newest']?.includes('after') === true, 'the messages')
      same(got, { oldest: ['before', 'after'], newest: ['after'] }, 'messages')
    },
  },
  {
    name: 'refuses a group that wants what was sent before',
    lacks: ['replays'],
    async run(broker, topic) {
      await refuses(broker.declare(topic, { kind: 'topic', groups: ['a'], from: 'oldest' }), 'from')
    },
  },
  {
    name: 'tells what waits and what is in flight',
    needs: ['depth'],
    async run(broker, queue, { until }) {
      await broker.declare(queue, { kind: 'queue' })
      for (const n of [1, 2, 3]) await broker.send(queue, n)
      const before = await broker.depth(queue)
      same([before.waiting, before.inFlight ?? 0], [3, 0], 'depth')
      const held = latch()
      await broker.subscribe(queue, () => held.opened)
      try {
        await until(async () => {
          const { waiting, inFlight } = await broker.depth(queue)
          return inFlight === undefined ? waiting >= 2 : waiting === 2 && inFlight === 1
        }, 'one in flight and two waiting')
      } finally {
        held.open()
      }
      await until(async () => {
        const { waiting, inFlight } = await broker.depth(queue)
        return waiting + (inFlight ?? 0) === 0
      }, 'an empty queue')
    },
  },
]

interface Latch {
  readonly opened: Promise<void>
  open(): void
}

function latch(): Latch {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

function same(received: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [JSON.stringify(received), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`Expected ${what} ${wanted}, got ${got}`)
}

async function rejects(promise: Promise<unknown>, what: string): Promise<unknown> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (outcome === undefined) throw new Error(`Expected ${what} to reject, but it resolved`)
  return outcome.error
}

/** By name, since a program can hold several copies of the class. */
async function refuses(promise: Promise<unknown>, option: string): Promise<void> {
  const error = await rejects(promise, `another ${option}`)
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  if (name !== 'InvalidOptionError' || !message.includes(option)) {
    throw new Error(`Expected an InvalidOptionError about ${option}, got ${name}: ${message}`)
  }
}
