/** Types that must hold; compiled, never run. Each line under an expected error must be one. */
import { EventEmitter } from 'node:events'
import { Redis } from 'ioredis'
import { createClient, createCluster } from 'redis'
import { redisStreamsBroker } from '../../src/runtime/brokers/redisStreams.ts'
import { EventBus, Queue, type Delivery, type Middleware } from '../../src/runtime/index.ts'
import { defineConfig } from '../../src/runtime/fanoutConfig.ts'
import { logged } from '../../src/runtime/middleware/logged.ts'

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
function hold<_T extends true>(): void {}

interface Events {
  UserCreated: { readonly id: string }
  'order.placed': number
  'order.paid': bigint
  'order.paid.late': Date
}

export function queues(queue: Queue<{ readonly width: number }>): void {
  void queue.send({ width: 1 })
  // @ts-expect-error a wrong body
  void queue.send({ width: '1' })
  queue.consume((body, delivery) => {
    hold<Equal<typeof body, { readonly width: number }>>()
    hold<Equal<typeof delivery, Delivery<{ readonly width: number }>>>()
  })
  queue.consume(() => {}, { deadLetter: new Queue('any') })
  queue.consume(() => {}, { deadLetter: new Queue<{ readonly width: number } | string>('wider') })
  // @ts-expect-error a dead-letter queue that cannot take these bodies
  queue.consume(() => {}, { deadLetter: new Queue<string>('other') })
  queue.consume(() => {}, { use: [logged()] })
  // @ts-expect-error an overflow that there is not
  void new Queue('q', { overflow: 'drop' })
  const other: Middleware<string> = (next) => next
  // @ts-expect-error a middleware for other bodies
  queue.use(other)
}

export function buses(bus: EventBus<Events>): void {
  void bus.publish('UserCreated', { id: 'a' })
  // @ts-expect-error a wrong topic
  void bus.publish('UserDeleted', { id: 'a' })
  // @ts-expect-error a wrong body
  void bus.publish('UserCreated', { id: 1 })
  bus.subscribe('UserCreated', (body) => hold<Equal<typeof body, { readonly id: string }>>())
  bus.subscribe('order.*', (body) => hold<Equal<typeof body, number | bigint>>())
  bus.subscribe('order.#', (body) => hold<Equal<typeof body, number | bigint | Date>>())
  bus.subscribe('#', (body) => hold<Equal<typeof body, Events[keyof Events]>>())
  // @ts-expect-error a wrong topic
  bus.subscribe('UserDeleted', () => {})
  bus.declare('UserCreated', 'email')
}

export function untyped(): void {
  const bus = new EventBus()
  void bus.publish('anything', 1)
  bus.subscribe('anything', (body) => hold<Equal<typeof body, unknown>>())
  bus.subscribe('any.*', (body) => hold<Equal<typeof body, unknown>>())
}

export const config = defineConfig({
  rules: [
    { send: 'src/bus.ts#Bus.say', name: 0, kind: 'topic' },
    { modules: ['@acme/jobs'], classes: { Jobs: { iterate: { role: 'receive', name: ['new.0', 'owner'] } } } },
    // @ts-expect-error a field that no rule has
    { send: 'src/bus.ts#Bus.say', nmae: 0 },
  ],
  join: { '*-dev': '*-prod' },
})

export function redisBrokers(): void {
  void redisStreamsBroker({ client: createClient() })
  void redisStreamsBroker({ client: createClient({ RESP: 2 }), retention: { maxLength: 1000 } })
  void redisStreamsBroker({ client: new Redis(), retention: { maxAge: 1000 } })
  // @ts-expect-error no client
  void redisStreamsBroker({ client: new EventEmitter() })
  // @ts-expect-error a cluster of redis
  void redisStreamsBroker({ client: createCluster({ rootNodes: [] }) })
}
