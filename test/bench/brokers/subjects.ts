/**
 * What the brokers' bench measures, one subject a process: `node subjects.mjs NAME PORT` sends and settles messages over
 * the Redis at the port, once to warm up and once more, and prints thousands a second.
 */
import { Redis } from 'ioredis'
import { createClient } from 'redis'
import { redisStreamsBroker, type RedisStreamsOptions } from '../../../src/runtime/brokers/redisStreams.ts'

type Pass = (count: number) => Promise<void>

/** Sent at the same time, and read or handled at the same time. */
const together = 100
const body = { user: 4711, file: 'holiday/cat.png', width: 200 }

const port = Number(process.argv[3])
const nodeRedis = async () => createClient({ socket: { host: '127.0.0.1', port } }).connect()
const ioRedis = async (): Promise<Redis> => new Redis(port, '127.0.0.1')

const subjects: Record<string, () => Promise<Pass>> = {
  'redis, ours': async () => ours({ client: await nodeRedis() }, together),
  'redis, ours, context off': async () => ours({ client: await nodeRedis(), context: false }, together),
  'redis, ours, one after the other': async () => ours({ client: await nodeRedis() }, 1),
  'redis, bare': async () => {
    const [client, reader] = [await nodeRedis(), await nodeRedis()]
    return bare(
      (...args) => client.sendCommand(args),
      (...args) => reader.sendCommand(args),
      together,
    )
  },
  'redis, bare, one after the other': async () => {
    const [client, reader] = [await nodeRedis(), await nodeRedis()]
    return bare(
      (...args) => client.sendCommand(args),
      (...args) => reader.sendCommand(args),
      1,
    )
  },
  'ioredis, ours': async () => ours({ client: await ioRedis() }, together),
  'ioredis, bare': async () => {
    const [client, reader] = [await ioRedis(), await ioRedis()]
    const call =
      (redis: Redis) =>
      (command: string, ...args: string[]) =>
        redis.call(command, args)
    return bare(call(client), call(reader), together)
  },
}

async function ours(options: RedisStreamsOptions, concurrency: number): Promise<Pass> {
  const broker = redisStreamsBroker(options)
  await broker.declare('bench', { kind: 'queue' })
  let left = 0
  let done = (): void => {}
  await broker.subscribe('bench', async () => void (--left === 0 && done()), { concurrency })
  return async (count) => {
    left = count
    const handled = new Promise<void>((resolve) => (done = resolve))
    await sendAll(count, () => broker.send('bench', body))
    await handled
    while ((await broker.depth('bench')).inFlight !== 0);
  }
}

type Command = (command: string, ...args: string[]) => Promise<unknown>

/** The least that does the same: a group reads in turns, each message is acked and deleted. */
async function bare(command: Command, read: Command, concurrency: number): Promise<Pass> {
  const [stream, group] = ['bare', 'members']
  await command('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
  const most = ['COUNT', String(concurrency), 'BLOCK', '2000']
  const work = async (count: number): Promise<void> => {
    const settled: Promise<unknown>[] = []
    for (let left = count; left > 0;) {
      const reply = await read('XREADGROUP', 'GROUP', group, 'one', ...most, 'STREAMS', stream, '>')
      // A map, as each of the clients gives it.
      const [, entries] = (Array.isArray(reply) ? reply : Object.entries(reply as object).flat()) as [
        string,
        [string, string[]][],
      ]
      for (const [, fields] of entries) JSON.parse(fields[3] as string)
      const ids = entries.map(([id]) => id)
      settled.push(command('XACK', stream, group, ...ids), command('XDEL', stream, ...ids))
      left -= entries.length
    }
    await Promise.all(settled)
  }
  return async (count) => {
    const worked = work(count)
    let id = 0
    await sendAll(count, () => command('XADD', stream, '*', 'id', String(++id), 'body', JSON.stringify(body)))
    await worked
  }
}

async function sendAll(count: number, send: () => Promise<unknown>): Promise<void> {
  for (let sent = 0; sent < count; sent += together) await Promise.all(Array.from({ length: together }, send))
}

const name = process.argv[2] ?? ''
const prepare = subjects[name]
if (prepare === undefined) throw new Error(`expected one of ${Object.keys(subjects).join('; ')}, came ${name}`)
const pass = await prepare()
const count = name.endsWith('one after the other') ? 4000 : 20_000
await pass(count / 4)
const began = performance.now()
await pass(count)
console.log(count / (performance.now() - began))
process.exit(0)
