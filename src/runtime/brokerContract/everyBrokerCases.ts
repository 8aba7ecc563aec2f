import type { BrokerDelivery } from '../brokers/broker.ts'
import { latch, refuses, rejects, same, type BrokerCase } from './brokerCase.ts'

/** What every broker does. */
export const everyBrokerCases: readonly BrokerCase[] = [
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
]
