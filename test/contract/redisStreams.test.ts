/** The contract over a real Redis, with both clients. */
import { afterAll, afterEach, beforeAll, describe, test } from 'vitest'
import type { Broker } from '../../src/runtime/brokers/broker.ts'
import { redisStreamsBroker, redisStreamsFeatures } from '../../src/runtime/brokers/redisStreams.ts'
import { brokerContract } from '../../src/runtime/testing.ts'
import { redisClients, type TestClient } from './redisClients.ts'
import { hasRedis, startRedis, type RedisServer } from './redisServer.ts'

describe.skipIf(!hasRedis('the contract of the Redis broker'))('redis broker', () => {
  let server: RedisServer
  beforeAll(async () => void (server = await startRedis()))
  afterAll(() => server?.stop())

  describe.each(redisClients)('with the client %s', (_, connect) => {
    const clients = new Map<Broker, TestClient>()
    afterEach(() => {
      for (const client of clients.values()) client.cut()
      clients.clear()
    })
    brokerContract({
      features: redisStreamsFeatures,
      async createBroker() {
        const client = await connect(server.port)
        const broker = redisStreamsBroker({ client: client.client, takeOverAfter: 600 })
        clients.set(broker, client)
        return broker
      },
      kill: (broker) => clients.get(broker)?.cut(),
      test,
      skip: test.skip,
    })
  })
})

/** The features do not depend on a connection. */
