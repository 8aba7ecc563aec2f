/**
 * What the runtime's bench measures, one subject a process: `node subjects.mjs NAME` runs it for a while to warm up and
 * five times more, and prints the median rate in millions a second of CPU time. A process of its own for each, since one AsyncLocalStorage
 * slows every await of a process down.
 */
import fastq from 'fastq'
import async from 'async'
import PQueue from 'p-queue'
import Emittery from 'emittery'
import { EventEmitter } from 'node:events'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { EventBus, Queue, type QueueOptions } from '../../../src/runtime/index.ts'

/** One pass: returns how many operations it did and in how many ms. */
type Pass = () => Promise<readonly [count: number, milliseconds: number]>

const many = 200_000
const deliveries = 1_000_000
/** Pushed at once, then worked off. */
const jobs = 500_000
const without: QueueOptions = { context: false }

const subjects: Record<string, Pass> = {
  'bare loop': async () => {
    const job = async (): Promise<void> => {}
    return timed(many, () =>
      Promise.all(
        [0, 1, 2].map(async () => {
          for (let n = 0; n < many / 3; n++) await job()
        }),
      ),
    )
  },
  'fastq.promise': async () => {
    const queue = fastq.promise(async () => {}, 3)
    return timed(jobs, () => {
      for (let n = 0; n < jobs; n++) void queue.push(n)
      return queue.drained()
    })
  },
  'buffered: as it comes': () => buffered({}),
  'buffered: context off': () => buffered(without),
  'buffered: async.queue': async () => {
    const queue = async.queue<number>((_job, done) => done(), 3)
    return timed(jobs, () => {
      for (let n = 0; n < jobs; n++) void queue.push(n)
      return queue.drain()
    })
  },
  'buffered: p-queue': async () => {
    const queue = new PQueue({ concurrency: 3 })
    return timed(jobs / 10, () => {
      for (let n = 0; n < jobs / 10; n++) void queue.add(async () => {})
      return queue.onIdle()
    })
  },
  'bounded: fastq.promise, each awaited': async () => {
    const queue = fastq.promise(async () => {}, 3)
    return timed(many, async () => {
      for (let n = 0; n < many; n++) await queue.push(n)
    })
  },
  'bounded: fastq.promise, 100 under way': async () => {
    const queue = fastq.promise(async () => {}, 3)
    const under: Promise<unknown>[] = Array.from({ length: 100 }, () => Promise.resolve())
    return timed(many, async () => {
      for (let n = 0; n < many; n++) {
        await under[n % 100]
        under[n % 100] = queue.push(n)
      }
      await Promise.all(under)
    })
  },
  'bounded: as it comes': () => bounded({}),
  'bounded: context off': () => bounded(without),
  'fan-out: queueMicrotask': async () => {
    let left = deliveries
    return timed(
      deliveries,
      () =>
        new Promise<void>((resolve) => {
          const deliver = (): void => {
            if (--left === 0) resolve()
          }
          for (let n = 0; n < deliveries; n++) queueMicrotask(deliver)
        }),
    )
  },
  'fan-out: bus': () => fanOut({}),
  'fan-out: bus, context off': () => fanOut(without),
  'fan-out: emittery': async () => {
    const emitter = new Emittery()
    for (let n = 0; n < 10; n++) emitter.on('event', () => {})
    return timed(many / 10, async () => {
      for (let n = 0; n < many / 100; n++) await emitter.emit('event', n)
    })
  },
  'fan-out: EventEmitter (synchronous)': async () => {
    const emitter = new EventEmitter()
    for (let n = 0; n < 10; n++) emitter.on('event', () => {})
    return timed(many, async () => {
      for (let n = 0; n < many / 10; n++) emitter.emit('event', n)
    })
  },
  'fan-out: BroadcastChannel': async () => {
    const name = `bench-${process.pid}-${performance.now()}`
    const sender = new BroadcastChannel(name)
    const count = many / 40
    let left = count * 10
    let finished = (): void => {}
    const receivers = Array.from({ length: 10 }, () => new BroadcastChannel(name))
    for (const receiver of receivers) {
      receiver.onmessage = () => {
        if (--left === 0) finished()
      }
    }
    const result = await timed(
      count * 10,
      () =>
        new Promise<void>((resolve) => {
          finished = resolve
          for (let n = 0; n < count; n++) sender.postMessage(n)
        }),
    )
    for (const channel of [sender, ...receivers]) channel.close()
    return result
  },
  'ping-pong: bare promises': async () => {
    let give = (_value: number): void => {}
    let took = (): void => {}
    const value = (): Promise<number> => new Promise((resolve) => (give = resolve))
    const taken = (): Promise<void> => new Promise((resolve) => (took = resolve))
    let next = value()
    const receiver = async (): Promise<void> => {
      for (let n = 0; n < many; n++) {
        await next
        next = value()
        took()
      }
    }
    return timed(many, async () => {
      const done = receiver()
      for (let n = 0; n < many; n++) {
        const back = taken()
        give(n)
        await back
      }
      await done
    })
  },
  'ping-pong: capacity 0': async () => {
    const queue = new Queue<number>('rendezvous', { capacity: 0, context: false })
    const receiver = async (): Promise<void> => {
      for (let n = 0; n < many; n++) (await queue.receive())?.ack()
    }
    return timed(many, async () => {
      const done = receiver()
      for (let n = 0; n < many; n++) await queue.send(n)
      await done
    })
  },
  'watched: counters read at 20 Hz': async () => {
    const reader = setInterval(() => void JSON.stringify(last?.stats), 50)
    const result = await buffered(without)
    clearInterval(reader)
    return result
  },
  'watched: control': () => buffered(without),
  'watched: 1,000 samples a second': async () => {
    // As the probe does: it listens until it has its share of the twentieth of a second, then no more.
    let seen: unknown
    let left = 0
    let listening = false
    const listener = (announcement: unknown): void => {
      seen = announcement
      if (--left <= 0) stop()
    }
    const channels = ['fanout:send', 'fanout:process', 'fanout:settle']
    const stop = (): void => {
      if (listening) for (const name of channels) unsubscribe(name, listener)
      listening = false
    }
    const start = (): void => {
      left = 50
      if (!listening) for (const name of channels) subscribe(name, listener)
      listening = true
    }
    start()
    const timer = setInterval(start, 50)
    const result = await buffered(without)
    clearInterval(timer)
    stop()
    if (seen === undefined) throw new Error('nothing was announced')
    return result
  },
}

let last: Queue<number> | undefined

async function buffered(options: QueueOptions): ReturnType<Pass> {
  const queue = new Queue<number>('buffered', { capacity: Infinity, ...options })
  last = queue
  return timed(jobs, () => {
    for (let n = 0; n < jobs; n++) queue.trySend(n)
    queue.consume(async () => {}, { concurrency: 3 })
    queue.close()
    return queue.drained()
  })
}

async function bounded(options: QueueOptions): ReturnType<Pass> {
  const queue = new Queue<number>('bounded', { capacity: 100, ...options })
  queue.consume(async () => {}, { concurrency: 3 })
  return timed(many, async () => {
    for (let n = 0; n < many; n++) await queue.send(n)
    queue.close()
    await queue.drained()
  })
}

async function fanOut(options: { context?: boolean }): ReturnType<Pass> {
  const bus = new EventBus<{ event: number }>('bench', options)
  for (let n = 0; n < 10; n++) bus.subscribe('event', () => {}, { name: `subscription ${n}` })
  return timed(deliveries, async () => {
    for (let n = 0; n < deliveries / 10; n++) {
      void bus.publish('event', n)
      if (n % 100 === 99) await bus.idle()
    }
    await bus.close()
  })
}

/** CPU time of the process, its collector's threads included: who else is on the machine counts for little. */
async function timed(count: number, run: () => Promise<unknown>): ReturnType<Pass> {
  const from = cpuTime()
  await run()
  return [count, cpuTime() - from]
}

function cpuTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const name = process.argv[2] ?? ''
const pass = subjects[name]
if (pass === undefined) throw new Error(`expected one of ${Object.keys(subjects).join(', ')}, got ${name}`)
// At least three passes, and a second and a half: some functions are compiled well only after a million messages.
const warm = cpuTime() + 1500
for (let n = 0; n < 3 || cpuTime() < warm; n++) await pass()
const rates: number[] = []
for (let n = 0; n < 5; n++) {
  const [count, milliseconds] = await pass()
  rates.push(count / milliseconds / 1000)
}
console.log(rates.sort((a, b) => a - b)[2])
process.exit(0)
