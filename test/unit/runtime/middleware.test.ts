import { expect, test } from 'vitest'
import { Queue } from '../../../src/runtime/index.ts'
import { circuitBreaker } from '../../../src/runtime/middleware/circuitBreaker.ts'
import { dedupe } from '../../../src/runtime/middleware/dedupe.ts'
import { logged, type HandlingRecord } from '../../../src/runtime/middleware/logged.ts'
import { throttle } from '../../../src/runtime/middleware/throttle.ts'
import { validated, type StandardSchema } from '../../../src/runtime/middleware/validated.ts'
import { SimulatedClock } from '../../../src/runtime/testing.ts'
import { settled } from './conditions.ts'

test('dedupe handles an id once, but again after a failure', async () => {
  const queue = new Queue<string>('q')
  const seen: string[] = []
  queue.consume(
    async (body) => {
      seen.push(body)
      await settled()
      if (body === 'fails') throw new Error('no')
    },
    { concurrency: 3, use: [dedupe()], onFailed: () => {} },
  )
  for (const body of ['a', 'a again']) await queue.send(body, { id: '1' })
  for (const body of ['fails', 'fine']) await queue.send(body, { id: '2' })
  queue.close()
  await queue.drained()
  expect(seen).toEqual(['a', 'fails', 'fine'])
  expect(queue.stats).toMatchObject({ acked: 3, failed: 1 })
})

test('throttle bounds all that share it', async () => {
  const clock = new SimulatedClock()
  const at: number[] = []
  const shared = throttle<number>({ count: 1, interval: 10, clock })
  for (const name of ['a', 'b']) {
    const queue = new Queue<number>(name, { clock })
    queue.consume(() => at.push(clock.now()), { concurrency: 2, use: [shared] })
    for (const n of [1, 2]) await queue.send(n)
  }
  await clock.advance(100)
  expect(at).toEqual([0, 10, 20, 30])
})

test('a circuit breaker spares a handler that fails, then tries once', async () => {
  const clock = new SimulatedClock()
  const queue = new Queue<number>('q', { clock })
  let works = false
  let calls = 0
  const errors: string[] = []
  queue.consume(
    () => {
      calls++
      if (!works) throw new Error('down')
    },
    {
      use: [circuitBreaker({ failures: 2, reset: 100, clock })],
      onFailed: (error) => errors.push((error as Error).name),
    },
  )
  for (let n = 0; n < 4; n++) await queue.send(n)
  await settled()
  expect(calls).toBe(2)
  expect(errors).toEqual(['Error', 'Error', 'CircuitOpenError', 'CircuitOpenError'])
  await clock.advance(100)
  await queue.send(5)
  await queue.send(6)
  await settled()
  expect(calls).toBe(3)
  works = true
  await clock.advance(100)
  for (let n = 0; n < 3; n++) await queue.send(n)
  await settled()
  expect(queue.stats.acked).toBe(3)
})

test('logged tells of each handling, not of the body', async () => {
  const clock = new SimulatedClock()
  const records: HandlingRecord[] = []
  const queue = new Queue<string>('q', { clock })
  queue.consume(
    async (body) => {
      await new Promise<void>((resolve) => clock.setTimeout(resolve, 5))
      if (body === 'bad') throw new Error('no')
    },
    { use: [logged({ log: (record) => records.push(record), clock })], onFailed: () => {} },
  )
  await queue.send('secret', { id: 'a' })
  await queue.send('bad', { id: 'b' })
  await clock.advance(10)
  expect(records).toMatchObject([
    { destination: 'q', id: 'a', attempt: 1, outcome: 'done', duration: 5 },
    { destination: 'q', id: 'b', attempt: 1, outcome: 'failed', duration: 5, error: { message: 'no' } },
  ])
  expect(JSON.stringify(records)).not.toContain('secret')
})

test('validated hands over what the schema returns, and gives others up without a retry', async () => {
  const schema: StandardSchema<{ n: number }> = {
    '~standard': {
      version: 1,
      validate: (value) =>
        typeof (value as { n?: unknown }).n === 'number'
          ? { value: { n: (value as { n: number }).n + 1 } }
          : { issues: [{ message: 'expected a number', path: ['n'] }] },
    },
  }
  const queue = new Queue<{ n: number }>('q')
  const seen: unknown[] = []
  const failed: unknown[] = []
  queue.consume((body) => seen.push(body), {
    use: [validated(schema)],
    retry: { attempts: 5 },
    onFailed: (error) => failed.push(error),
  })
  await queue.send({ n: 1 })
  await queue.send({ n: 'x' as never })
  await settled()
  expect(seen).toEqual([{ n: 2 }])
  expect(failed).toMatchObject([
    { name: 'InvalidMessageError', message: expect.stringContaining('n: expected a number') },
  ])
  expect(queue.stats).toMatchObject({ acked: 1, failed: 1, retried: 0 })
})
