import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProgramSession, TooMuchError } from '../../../src/extension/live/programSession.ts'
import { limits } from '../../../src/protocol/decode.ts'
import type { Frame, Hello, SourceDeclaration } from '../../../src/protocol/wire.ts'
import { newCounters } from '../../../src/runtime/entries.ts'
import { Frames } from '../../../src/runtime/probe/frames.ts'
import { Sites } from '../../../src/runtime/probe/sites.ts'
import type { RegistryEntry } from '../../../src/runtime/registry.ts'

const hello: Hello = {
  type: 'hello',
  version: 1,
  token: 't'.repeat(32),
  session: 'session-1',
  pid: 1,
  thread: 0,
  node: 'v20.0.0',
  title: 'app.js',
  cwd: '/app',
  startedAt: 1000,
}

const queue = (id: number): SourceDeclaration => ({
  id,
  kind: 'queue',
  system: 'fanout',
  name: `queue ${id}`,
  capacity: 10,
  overflow: 'wait',
})

function frame(sequence: number, fields: Partial<Frame> = {}): Frame {
  return {
    type: 'frame',
    sequence,
    at: 1000 + sequence,
    declared: [],
    counters: [],
    sites: [],
    samples: [],
    gone: [],
    ...fields,
  }
}

function last(whole: Frame, exitCode: number | null = 0) {
  return { version: 1, token: hello.token, hello, frame: whole, exitCode }
}

/** What can be compared of a session. */
function figures(session: ProgramSession): unknown {
  return [...session.sources]
    .toSorted(([a], [b]) => a - b)
    .map(([id, source]) => ({
      id,
      declaration: source.declaration,
      counters: source.counters,
      wait: source.wait,
      gone: source.gone,
    }))
}

/** A program whose counters move at random, as a sequence of the frames that a probe makes of it. */
const programs = fc
  .array(
    fc.array(
      fc.record({
        source: fc.nat({ max: 3 }),
        sent: fc.nat({ max: 5 }),
        depth: fc.nat({ max: 9 }),
        bucket: fc.nat({ max: 289 }),
      }),
      {
        maxLength: 4,
      },
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((looks) => {
    const frames = new Frames(new Sites(() => undefined))
    const entries = [1, 2, 3, 4].map((id): RegistryEntry => {
      const { id: _, ...declaration } = queue(id) as Extract<SourceDeclaration, { kind: 'queue' }>
      const counters = newCounters()
      counters.wait = new Uint32Array(290)
      return { id, declaration, counters, oldestAge: () => 0 }
    })
    for (const entry of entries) frames.track(entry)
    const made: Frame[] = []
    for (const [index, steps] of looks.entries()) {
      for (const { source, sent, depth, bucket } of steps) {
        const { counters } = entries[source]!
        counters.sent += sent
        counters.depth = depth
        counters.wait![bucket]!++
      }
      const next = frames.next(1000 + index, index * 50)
      if (next !== undefined) made.push(next)
    }
    return { frames: made, whole: frames.last(5000) }
  })

describe('a session ends in the same figures', () => {
  it('whatever frames are lost, come twice or out of order, as long as the last one comes', () => {
    fc.assert(
      fc.property(
        programs,
        fc.infiniteStream(fc.nat({ max: 3 })),
        fc.infiniteStream(fc.double({ noNaN: true })),
        (program, times, keys) => {
          const inOrder = new ProgramSession(hello, 1)
          for (const each of program.frames) inOrder.apply(each)
          inOrder.end(9, last(program.whole))

          const disturbed = new ProgramSession(hello, 1)
          const copies = program.frames.flatMap((each) => Array.from({ length: times.next().value }, () => each))
          const shuffled = copies.map((each) => ({ each, key: keys.next().value })).toSorted((a, b) => a.key - b.key)
          for (const { each } of shuffled) disturbed.apply(each)
          disturbed.end(9, last(program.whole))
          expect(figures(disturbed)).toEqual(figures(inOrder))
          expect(disturbed).toMatchObject({ state: 'ended', lastFigures: 'exact', exitCode: 0 })
        },
      ),
    )
  })

  it('without the last frame too, if none is lost', () => {
    fc.assert(
      fc.property(programs, fc.infiniteStream(fc.double({ noNaN: true })), (program, keys) => {
        const inOrder = new ProgramSession(hello, 1)
        for (const each of program.frames) inOrder.apply(each)
        const shuffled = new ProgramSession(hello, 1)
        const order = program.frames.map((each) => ({ each, key: keys.next().value })).toSorted((a, b) => a.key - b.key)
        for (const { each } of order) shuffled.apply(each)
        for (const each of program.frames) shuffled.apply(each)
        expect(figures(shuffled)).toEqual(figures(inOrder))
        for (const [index, entry] of [...inOrder.sources.values()].entries()) {
          const whole = program.whole.counters[index]!
          expect(entry.counters).toMatchObject({ sent: whole.sent ?? 0, depth: whole.depth ?? 0 })
        }
      }),
    )
  })
})

it('keeps what the newest asking of a broker said, in whatever order frames come', () => {
  const session = new ProgramSession(hello, 1)
  session.apply(frame(1, { declared: [queue(1)], counters: [{ id: 1, atBroker: { at: 1, waiting: 5 } }] }))
  session.apply(frame(3, { counters: [{ id: 1, atBroker: { at: 3, waiting: 7, inFlight: 1 } }] }))
  session.apply(frame(2, { counters: [{ id: 1, atBroker: { at: 2, waiting: 6 } }] }))
  session.apply(frame(4, { counters: [{ id: 1, sent: 1 }] }))
  expect(session.sources.get(1)?.counters).toMatchObject({ sent: 1, atBroker: { at: 3, waiting: 7, inFlight: 1 } })
})

describe('the end of a session', () => {
  it('is cut without a last frame, and keeps the figures', () => {
    const session = new ProgramSession(hello, 1)
    session.apply(frame(1, { declared: [queue(1)], counters: [{ id: 1, sent: 5, depth: 2 }] }))
    session.end(50, undefined)
    expect(session).toMatchObject({ state: 'ended', endedAt: 50, lastFigures: 'cut' })
    expect(session.exitCode).toBeUndefined()
    expect(session.sources.get(1)?.counters).toMatchObject({ sent: 5, depth: 2 })
  })

  it('is undone when the program connects anew, unless it said its last figures', () => {
    const session = new ProgramSession(hello, 1)
    session.end(50, undefined)
    session.resume()
    expect(session.state).toBe('running')
    expect('endedAt' in session && session.endedAt !== undefined).toBe(false)
    session.end(60, last(frame(7)))
    session.resume()
    expect(session).toMatchObject({ state: 'ended', endedAt: 60, lastFigures: 'exact' })
  })

  it('is not exact if the program went on after it said so', () => {
    const session = new ProgramSession(hello, 1)
    session.apply(frame(9))
    session.end(50, last(frame(4)))
    expect(session).toMatchObject({ state: 'ended', lastFigures: 'cut' })
    session.end(60, last(frame(4)))
    session.apply(frame(10))
    expect(session.state).toBe('running')
  })

  it('stays exact when late frames of before arrive', () => {
    const session = new ProgramSession(hello, 1)
    session.end(50, last(frame(9, { declared: [queue(1)], counters: [{ id: 1, sent: 10 }] }), 3))
    session.apply(frame(8, { counters: [{ id: 1, sent: 9, depth: 1 }] }))
    session.end(55, undefined)
    expect(session).toMatchObject({ state: 'ended', endedAt: 50, lastFigures: 'exact', exitCode: 3 })
    expect(session.sources.get(1)?.counters).toMatchObject({ sent: 10, depth: 0 })
  })
})

describe('what a session holds', () => {
  it('shows a source from its declaration on, with what was counted before', () => {
    const session = new ProgramSession(hello, 1)
    session.apply(frame(2, { counters: [{ id: 1, sent: 5, paused: true, lastError: 'Error: x' }] }))
    expect(session.sources.size).toBe(0)
    session.apply(frame(1, { declared: [queue(1)] }))
    expect(session.sources.get(1)).toMatchObject({
      declaration: queue(1),
      counters: { sent: 5, paused: true, lastError: 'Error: x' },
    })
  })

  it('takes a gauge that a record leaves out as 0', () => {
    const session = new ProgramSession(hello, 1)
    session.apply(frame(1, { declared: [queue(1)], counters: [{ id: 1, sent: 5, depth: 3, paused: true }] }))
    session.apply(frame(2, { counters: [{ id: 1, sent: 6 }] }))
    expect(session.sources.get(1)?.counters).toMatchObject({ sent: 6, depth: 0, paused: false })
  })

  it('keeps the totals of a source that is gone', () => {
    const session = new ProgramSession(hello, 1)
    session.apply(frame(1, { declared: [queue(1)], counters: [{ id: 1, sent: 5 }], gone: [1] }))
    expect(session.sources.get(1)).toMatchObject({ gone: true, counters: { sent: 5 } })
  })

  it('keeps the newest samples of new frames only', () => {
    const session = new ProgramSession(hello, 1)
    const samples = (sequence: number) =>
      Array.from({ length: 300 }, (_, index) => ({
        id: 1,
        operation: 'send' as const,
        message: `${sequence}-${index}`,
        at: 1,
      }))
    for (const sequence of [1, 2, 2, 1]) session.apply(frame(sequence, { samples: samples(sequence) }))
    expect(session.samples).toHaveLength(500)
    expect([session.samples[0]?.message, session.samples.at(-1)?.message]).toEqual(['1-100', '2-299'])
  })

  it('counts a call site once it is placed, with the greatest count that came', () => {
    const session = new ProgramSession(hello, 1)
    const site = { id: 1, role: 'send', file: '/a.js', line: 1, column: 2, name: 'f', count: 3, mapped: false } as const
    expect(session.apply(frame(1, { sites: [site] }))).toEqual([site])
    expect(session.apply(frame(2, { sites: [{ ...site, count: 8 }] }))).toEqual([])
    expect(session.sites).toEqual([])
    session.place(site, { file: '/a.ts', line: 9, column: 1 }, [])
    session.apply(frame(3, { sites: [{ ...site, count: 5 }] }))
    expect(session.sites).toEqual([
      { source: 1, role: 'send', name: 'f', count: 8, position: { file: '/a.ts', line: 9, column: 1 } },
    ])
  })

  it('is bounded', () => {
    const session = new ProgramSession(hello, 1)
    const from = (start: number): Frame =>
      frame(start, { gone: Array.from({ length: limits.sources }, (_, index) => start + index) })
    session.apply(from(1))
    session.apply(from(1 + limits.sources))
    expect(() => session.apply(from(1 + 2 * limits.sources))).toThrow(TooMuchError)
    const sites = (start: number): Frame =>
      frame(start, {
        sites: Array.from({ length: limits.sites }, (_, index) => ({
          id: 1, role: 'send', file: '/a', line: start + index, column: 1, name: '', count: 1, mapped: true,
        })), // prettier-ignore
      })
    session.apply(sites(1))
    expect(() => session.apply(sites(1 + limits.sites))).toThrow('expected at most 10000 call sites')
  })
})
