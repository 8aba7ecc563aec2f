/** Both clients of Redis, as a test uses them. */
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import type { IoRedisClient, NodeRedisClient } from '../../src/runtime/brokers/redisStreams.ts'

export interface TestClient {
  readonly client: NodeRedisClient | IoRedisClient
  command(...args: string[]): Promise<unknown>
  /** Cuts its connections and those of its duplicates, for good. */
  cut(): void
}

export type Connect = (port: number) => Promise<TestClient>

export const redisClients: readonly (readonly [name: string, connect: Connect])[] = [
  ['redis', connectNodeRedis],
  ['ioredis', connectIoRedis],
]

async function connectNodeRedis(port: number): Promise<TestClient> {
  const client = createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: 20 } })
  client.on('error', () => {})
  await client.connect()
  const all: { readonly isOpen: boolean; destroy(): void }[] = [client]
  const duplicate = client.duplicate.bind(client)
  client.duplicate = ((...args: Parameters<typeof duplicate>) => {
    const made = duplicate(...args)
    all.push(made)
    return made
  }) as typeof client.duplicate
  return {
    client,
    command: (...args) => client.sendCommand(args),
    cut: () => all.forEach((one) => one.isOpen && one.destroy()),
  }
}

async function connectIoRedis(port: number): Promise<TestClient> {
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 20 })
  client.on('error', () => {})
  await client.ping()
  const all = [client]
  const duplicate = client.duplicate.bind(client)
  client.duplicate = ((...args: Parameters<typeof duplicate>) => {
    const made = duplicate(...args)
    all.push(made as typeof client)
    return made
  }) as typeof client.duplicate
  return {
    client,
    command: (command, ...args) => client.call(command as string, args),
    cut: () => all.forEach((one) => one.disconnect()),
  }
}
