import { expect, it } from 'vitest'
import { newCounters } from '../../../src/runtime/entries.ts'
import { Frames } from '../../../src/runtime/probe/frames.ts'
import { Sites } from '../../../src/runtime/probe/sites.ts'
import type { RegistryEntry } from '../../../src/runtime/registry.ts'

type Answer = { waiting: number; inFlight: number | undefined } | undefined

/** A queue at a broker, and a look at it every 50 ms as the probe does. */
function watched(answer: () => Promise<Answer>) {
  let asked = 0
  const declaration = {
    kind: 'queue',
    system: 'fanout:redis',
    name: 'jobs',
    capacity: null,
    overflow: 'wait',
    broker: 'one',
  } as const
  const entry: RegistryEntry = {
    id: 1,
    declaration,
    counters: newCounters(),
    oldestAge: () => 0,
    askBroker: () => {
      asked++
      return answer()
    },
  }
  const frames = new Frames(new Sites(() => undefined))
  frames.track(entry)
  let elapsed = 0
  const told: unknown[] = []
  return {
    entry,
    frames,
    told,
    get asked() {
      return asked
    },
    async look(milliseconds: number) {
      for (const end = elapsed + milliseconds; elapsed < end; elapsed += 50) {
        const frame = frames.next(1_000 + elapsed, elapsed)
        for (const { atBroker } of frame?.counters ?? []) if (atBroker) told.push(atBroker)
        await Promise.resolve()
        await Promise.resolve()
      }
    },
  }
}

it('asks a broker at once, then the more seldom the longer nothing changes', async () => {
  const program = watched(async () => ({ waiting: 4, inFlight: 1 }))
  await program.look(100)
  expect(program.told).toEqual([{ at: 1_000, waiting: 4, inFlight: 1 }])
  await program.look(60_000)
  // At 0, 1, 2, 4 and 8 s, then every 8 s.
  expect(program.asked).toBe(11)
  program.entry.counters.sent++
  await program.look(2_500)
  expect(program.asked).toBe(13)
})

it('never asks while an answer is due, and goes on when it came', async () => {
  const answers: ((answer: Answer) => void)[] = []
  const program = watched(() => new Promise((resolve) => answers.push(resolve)))
  await program.look(30_000)
  expect(program.asked).toBe(1)
  answers[0]!({ waiting: 2, inFlight: undefined })
  await program.look(1_000)
  expect(program.told).toEqual([{ at: 1_000, waiting: 2 }])
  expect(program.asked).toBe(2)
})

it('keeps the last answer of a broker that is away, or that says what is no count, and tells it at the end', async () => {
  const answers: (Answer | Error)[] = [
    { waiting: 3, inFlight: 0 },
    new Error('away'),
    undefined,
    { waiting: -1, inFlight: 0 },
  ]
  const program = watched(async () => {
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (answer instanceof Error) throw answer
    return answer
  })
  await program.look(30_000)
  expect(answers).toHaveLength(1)
  expect(program.told).toEqual([{ at: 1_000, waiting: 3, inFlight: 0 }])
  expect(program.frames.last(9_000).counters).toMatchObject([{ id: 1, atBroker: { at: 1_000, waiting: 3 } }])
})

it('declares a source anew when more of it is known', () => {
  const { entry, frames } = watched(async () => undefined)
  expect(frames.next(1, 0)?.declared).toHaveLength(1)
  expect(frames.next(2, 50)).toBeUndefined()
  entry.declaration = { kind: 'consumer', of: 1, name: 'worker', concurrency: 1, deadLetter: 'dead' }
  expect(frames.next(3, 100)?.declared).toEqual([{ id: 1, ...entry.declaration }])
  expect(frames.next(4, 150)).toBeUndefined()
})
