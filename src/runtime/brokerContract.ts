import type { Broker, BrokerDelivery, BrokerFeatures } from './brokers/broker.ts'

/** What {@link brokerContract} needs. */
export interface BrokerContractOptions {
  /** What the broker says it can do: a test that needs more is skipped. */
  readonly features: BrokerFeatures
  /** A new, connected broker, for each test. The test closes it. */
  readonly createBroker: () => Broker | Promise<Broker>
  /** The test runner's own. */
  readonly test: (name: string, body: () => Promise<void>) => unknown
  /** The test runner's own, for a test that is not run. */
  readonly skip: (name: string, body: () => Promise<void>) => unknown
  /** Ms until what a test waits for must have come. Default 5000. */
  readonly patience?: number
}

/** Registers the tests that every broker must pass, with any test runner. Names of destinations are new in each run. */
export function brokerContract(options: BrokerContractOptions): void {
  const { features, createBroker, test, skip, patience = 5000 } = options
  for (const { name, needs, run } of cases) {
    const missing = needs.filter((feature) => !features[feature])
    const label = needs.length > 0 ? `${name} (needs ${needs.join(', ')})` : name
    const register = missing.length > 0 ? skip : test
    register(label, async () => {
      const broker = await createBroker()
      try {
        same(broker.features, features, 'features')
        await run(broker, `contract-${crypto.randomUUID()}`, (look, what) => until(look, what, patience))
      } finally {
        await broker.close()
      }
    })
  }
}

type Until = (look: () => boolean | Promise<boolean>, what: string) => Promise<void>

interface Case {
  readonly name: string
  readonly needs: readonly (keyof BrokerFeatures)[]
  readonly run: (broker: Broker, destination: string, until: Until) => Promise<void>
}

const cases: readonly Case[] = [
  {
    name: 'delivers body, headers and id, the first attempt',
    needs: [],
    async run(broker, queue, until) {
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
    name: 'keeps what is sent to a queue until somebody reads',
    needs: [],
    async run(broker, queue, until) {
      await broker.declare(queue, { kind: 'queue' })
      await broker.send(queue, 1)
      const got: unknown[] = []
      await broker.subscribe(queue, ({ body }) => got.push(body))
      await until(() => got.includes(1), 'the message')
    },
  },
  {
    name: 'gives each group all messages and each member of a group some',
    needs: [],
    async run(broker, topic, until) {
      await broker.declare(topic, { kind: 'topic', groups: ['a', 'b'] })
      const got: Record<string, unknown[]> = { a: [], b: [] }
      for (const group of ['a', 'a', 'b']) {
        await broker.subscribe(topic, ({ body }) => got[group]?.push(body), { group })
      }
      const sent = Array.from({ length: 20 }, (_, n) => n)
      for (const n of sent) await broker.send(topic, n)
      const distinct = (group: string): number => new Set(got[group]).size
      await until(() => distinct('a') === 20 && distinct('b') === 20, 'all messages in both groups')
    },
  },
  {
    name: 'refuses a destination that was not declared',
    needs: [],
    async run(broker, queue) {
      await rejects(broker.send(queue, 1), 'send')
    },
  },
  {
    name: 'refuses messages after close, and closes twice',
    needs: [],
    async run(broker, queue) {
      await broker.declare(queue, { kind: 'queue' })
      await broker.close()
      await broker.close()
      await rejects(broker.send(queue, 1), 'send')
    },
  },
  {
    name: 'keeps the order',
    needs: ['ordered'],
    async run(broker, queue, until) {
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
    name: 'delivers again what was nacked or thrown',
    needs: ['redelivers'],
    async run(broker, queue, until) {
      await broker.declare(queue, { kind: 'queue', attempts: 3 })
      const attempts: number[] = []
      await broker.subscribe(queue, async (delivery) => {
        attempts.push(delivery.attempt)
        if (delivery.attempt === 1) await delivery.nack(new Error('no'))
        if (delivery.attempt === 2) throw new Error('no')
      })
      await broker.send(queue, 1)
      await until(() => attempts.length >= 3, 'three attempts')
      same(attempts, [1, 2, 3], 'attempts')
    },
  },
  {
    name: 'puts what failed for the last time into the dead letters',
    needs: ['redelivers', 'deadLetters'],
    async run(broker, queue, until) {
      await broker.declare(`${queue}-dead`, { kind: 'queue' })
      await broker.declare(queue, { kind: 'queue', attempts: 2, deadLetter: `${queue}-dead` })
      let calls = 0
      const dead: unknown[] = []
      await broker.subscribe(`${queue}-dead`, ({ body }) => dead.push(body))
      await broker.subscribe(queue, () => {
        calls++
        throw new Error('no')
      })
      await broker.send(queue, 'poison')
      await until(() => dead.length > 0, 'a dead letter')
      same([calls, dead], [2, ['poison']], 'calls and dead letters')
    },
  },
  {
    name: 'holds back what is delayed',
    needs: ['delays'],
    async run(broker, queue, until) {
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
    name: 'gives a new group what was sent before',
    needs: ['replays'],
    async run(broker, topic, until) {
      await broker.declare(topic, { kind: 'topic', groups: ['first'] })
      await broker.send(topic, 1)
      await broker.declare(topic, { kind: 'topic', groups: ['second'], from: 'oldest' })
      const got: unknown[] = []
      await broker.subscribe(topic, ({ body }) => got.push(body), { group: 'second' })
      await until(() => got.includes(1), 'the message')
    },
  },
  {
    name: 'tells what waits and what is in flight',
    needs: ['depth'],
    async run(broker, queue, until) {
      await broker.declare(queue, { kind: 'queue' })
      for (const n of [1, 2, 3]) await broker.send(queue, n)
      same(await broker.depth(queue), { waiting: 3, inFlight: 0 }, 'depth')
      let release = (): void => {}
      const held = new Promise<void>((resolve) => (release = resolve))
      await broker.subscribe(queue, () => held)
      try {
        await until(async () => (await broker.depth(queue)).inFlight === 1, 'one in flight')
      } finally {
        release()
      }
      await until(async () => {
        const { waiting, inFlight } = await broker.depth(queue)
        return waiting + inFlight === 0
      }, 'an empty queue')
    },
  },
]

async function until(look: () => boolean | Promise<boolean>, what: string, patience: number): Promise<void> {
  const end = performance.now() + patience
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`Expected ${what} within ${patience} ms, but it did not come`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function same(received: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [JSON.stringify(received), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`Expected ${what} ${wanted}, got ${got}`)
}

async function rejects(promise: Promise<unknown>, what: string): Promise<void> {
  const rejected = await promise.then(
    () => false,
    () => true,
  )
  if (!rejected) throw new Error(`Expected ${what} to reject, but it resolved`)
}
