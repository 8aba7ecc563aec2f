import type { BrokerDelivery } from '../brokers/broker.ts'
import { latch, refuses, same, type BrokerCase } from './brokerCase.ts'

/** What only brokers do that have a feature, and what those do instead that lack it. */
export const featureCases: readonly BrokerCase[] = [
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
