/** Programs that share what a Redis server carries, each a broker on a client of its own. */
import { afterEach, expect } from 'vitest'
import type { Broker } from '../../src/runtime/brokers/broker.ts'
import { redisStreamsBroker, type RedisStreamsOptions } from '../../src/runtime/brokers/redisStreams.ts'
import type { Connect, TestClient } from './redisClients.ts'

export interface Program extends Broker, TestClient {
  /** As if it were killed. */
  die(): void
}

export interface Programs {
  readonly program: (options?: Omit<RedisStreamsOptions, 'client'>) => Promise<Program>
  /** A client without a broker. */
  readonly client: () => Promise<TestClient>
  /** The key of a destination's stream. */
  readonly keyOf: (name: string) => string
}

/** To be called where the tests are described: ends after each what it made. Names of keys are new in each test. */
export function redisPrograms(connect: Connect, port: () => number): Programs {
  const brokers: Broker[] = []
  const clients: TestClient[] = []
  afterEach(async () => {
    await Promise.all(brokers.splice(0).map((broker) => broker.close()))
    for (const client of clients.splice(0)) client.cut()
  })
  const prefix = (): string => `${expect.getState().currentTestName}:`
  const client = async (): Promise<TestClient> => {
    const made = await connect(port())
    clients.push(made)
    return made
  }
  return {
    client,
    keyOf: (name) => `${prefix()}{${name}}`,
    async program(options = {}) {
      const own = await client()
      const broker = redisStreamsBroker({ client: own.client, prefix: prefix(), takeOverAfter: 200, ...options })
      brokers.push(broker)
      return {
        ...broker,
        ...own,
        die: () => {
          own.cut()
          brokers.splice(brokers.indexOf(broker), 1)
        },
      }
    },
  }
}
