/** What the runtime holds, one subject a process: `node --expose-gc memory.mjs NAME` prints one number. */
import { Queue } from '../../../src/runtime/index.ts'

const collect = (globalThis as { gc?: () => void }).gc ?? (() => {})

const subjects: Record<string, () => Promise<number>> = {
  /** MB of heap that ten million messages through a bounded queue leave behind. */
  'ten million messages': async () => {
    const queue = new Queue<number>('bounded', { capacity: 100 })
    queue.consume(async () => {}, { concurrency: 3 })
    const send = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++) await queue.send(n)
    }
    await send(100_000)
    const before = await used()
    await send(10_000_000)
    return ((await used()) - before) / 1024 / 1024
  },
  /** Bytes a buffered message takes over its body. */
  'a million buffered': async () => {
    const queue = new Queue<number>('buffered', { capacity: Infinity })
    const before = await used()
    for (let n = 0; n < 1_000_000; n++) queue.trySend(n)
    const bytes = ((await used()) - before) / queue.stats.depth
    return bytes
  },
  /** Time of an abort among 100,000 waiting senders over that among 1,000. */
  'aborts: growth': async () => {
    await abortAll(1000)
    await abortAll(100_000)
    const few: number[] = []
    const lot: number[] = []
    for (let n = 0; n < 5; n++) {
      for (let m = 0; m < 100; m++) few.push((await abortAll(1000)) / 1000)
      lot.push((await abortAll(100_000)) / 100_000)
    }
    return middle(lot) / middle(few)
  },
  /**
   * MB that 200,000 aborted senders leave over what as many left before them: the first two rounds in a row have the
   * heap grow by 4 MB, once and for all.
   */
  'aborts: left': async () => {
    const left = async (): Promise<number> => {
      await abortAll(100_000)
      await abortAll(100_000)
      return used()
    }
    const before = await left()
    return ((await left()) - before) / 1024 / 1024
  },
}

const full = new Queue<number>('full', { capacity: 1 })
full.trySend(0)

async function abortAll(count: number): Promise<number> {
  const controllers = Array.from({ length: count }, () => new AbortController())
  const sends = controllers.map(({ signal }, n) => full.send(n, { signal }).catch(() => {}))
  // A fixed shuffle.
  for (let n = controllers.length - 1; n > 0; n--) {
    const other = (n * 7919) % (n + 1)
    const held = controllers[n]!
    controllers[n] = controllers[other]!
    controllers[other] = held
  }
  const from = performance.now()
  for (const controller of controllers) controller.abort()
  const took = performance.now() - from
  await Promise.all(sends)
  if (full.stats.waitingSenders !== 0) throw new Error('a sender still waits')
  return took
}

async function used(): Promise<number> {
  for (let n = 0; n < 4; n++) {
    await new Promise((resolve) => setImmediate(resolve))
    collect()
  }
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] as number
}

const subject = subjects[process.argv[2] ?? '']
if (subject === undefined) throw new Error(`expected one of ${Object.keys(subjects).join(', ')}`)
console.log(await subject())
process.exit(0)
