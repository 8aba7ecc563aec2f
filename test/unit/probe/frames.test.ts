import { describe, expect, it } from 'vitest'
import { decodeProbeMessage } from '../../../src/protocol/decode.ts'
import { encodeLine } from '../../../src/protocol/wire.ts'
import { newCounters } from '../../../src/runtime/entries.ts'
import { Budget, Dice } from '../../../src/runtime/probe/budget.ts'
import { Frames } from '../../../src/runtime/probe/frames.ts'
import { Sites } from '../../../src/runtime/probe/sites.ts'
import type { Counters, RegistryEntry } from '../../../src/runtime/registry.ts'

function setUp() {
  const sites = new Sites((file) =>
    file.endsWith('.ts')
      ? { findEntry: () => ({ originalSource: '/original.ts', originalLine: 6, originalColumn: 2 }) as never }
      : undefined,
  )
  return { sites, frames: new Frames(sites) }
}

function queue(id: number, age = 0): RegistryEntry & { counters: Counters } {
  const declaration = { kind: 'queue', system: 'fanout', name: `q${id}`, capacity: Infinity, overflow: 'wait' } as const
  return { id, declaration, counters: newCounters(), oldestAge: () => age }
}

describe('a frame', () => {
  it('holds what changed since the last, each record whole', () => {
    const { frames } = setUp()
    const [a, b] = [queue(1), queue(2)]
    frames.track(a)
    frames.track(b)
    a.counters.sent = 3
    a.counters.depth = 2
    const first = frames.next(100, 0)!
    expect(first).toMatchObject({ sequence: 1, at: 100, counters: [{ id: 1, sent: 3, depth: 2 }] })
    expect(first.declared.map((declared) => [declared.id, 'capacity' in declared && declared.capacity])).toEqual([
      [1, null],
      [2, null],
    ])
    expect(frames.next(150, 50)).toBeUndefined()
    a.counters.depth = 0
    expect(frames.next(200, 100)).toMatchObject({ sequence: 2, declared: [], counters: [{ id: 1, sent: 3 }] })
    expect(frames.next(250, 150)).toBeUndefined()
  })

  it('holds only the buckets of a histogram that changed, and all again after a reconnect', () => {
    const { frames } = setUp()
    const a = queue(1)
    a.counters.wait = new Uint32Array(290)
    frames.track(a)
    a.counters.sent = 1
    a.counters.wait[5] = 2
    expect(frames.next(1, 0)!.counters[0]!.wait).toEqual([5, 2])
    a.counters.sent = 2
    a.counters.wait[9] = 1
    expect(frames.next(2, 50)!.counters[0]!.wait).toEqual([9, 1])
    frames.again()
    expect(frames.next(3, 100)).toMatchObject({
      declared: [{ id: 1 }],
      counters: [{ id: 1, sent: 2, wait: [5, 2, 9, 1] }],
    })
  })

  it('tells a source that came and went between two looks, and forgets it', () => {
    const { frames } = setUp()
    const a = queue(1)
    frames.track(a)
    a.counters.sent = 4
    frames.untrack(1)
    expect(frames.next(1, 0)).toMatchObject({ declared: [{ id: 1 }], counters: [{ id: 1, sent: 4 }], gone: [1] })
    expect(frames.size).toBe(0)
    expect(frames.next(2, 50)).toBeUndefined()
  })

  it('tells an age that alone changed only now and then', () => {
    const { frames } = setUp()
    let age = 10
    const a = { ...queue(1), oldestAge: () => (age += 50) }
    a.counters.depth = 1
    frames.track(a)
    const told = Array.from({ length: 40 }, (_, look) => frames.next(look, look * 50)).filter(
      (frame) => frame !== undefined,
    )
    expect(told.length).toBeGreaterThanOrEqual(4)
    expect(told.length).toBeLessThanOrEqual(5)
  })

  it('is of a bounded size; the rest comes with the next ones', () => {
    const { frames } = setUp()
    for (let id = 1; id <= 1000; id++) frames.track(queue(id))
    const sizes = Array.from({ length: 4 }, () => frames.next(1, 0)?.declared.length)
    expect(sizes).toEqual([400, 400, 200, undefined])
  })

  it('is one that the other side takes, whatever the counters hold', () => {
    const { frames, sites } = setUp()
    const a = queue(1, NaN)
    Object.assign(a.counters, {
      sent: NaN,
      received: -1,
      acked: 1.5,
      depth: 1,
      lastError: 'e'.repeat(5000),
      concurrency: undefined,
    })
    frames.track({ ...a, declaration: { ...a.declaration, name: 'n'.repeat(5000) } as never })
    sites.add(1, 'send', [{ file: '/f'.repeat(5000), line: 0, column: NaN, name: 'f'.repeat(5000) }])
    const frame = frames.next(1, 0)!
    expect(decodeProbeMessage(encodeLine(frame))).toEqual(JSON.parse(JSON.stringify(frame)))
    expect(decodeProbeMessage(encodeLine(frames.last(2)))).toMatchObject({ sequence: 2 })
  })
})

describe('call sites', () => {
  const frame = { file: '/a.js', line: 3, column: 4, name: 'f' }

  it('come with the frame that declares their source, or a later one, with cumulative counts', () => {
    const { frames, sites } = setUp()
    sites.add(1, 'send', [frame])
    expect(frames.next(1, 0)).toBeUndefined()
    frames.track(queue(1))
    sites.add(1, 'send', [frame])
    expect(frames.next(2, 0)!.sites).toEqual([{ ...frame, id: 1, role: 'send', count: 2, mapped: false }])
    sites.add(1, 'send', [frame, { ...frame, line: 9 }])
    expect(frames.next(3, 0)!.sites).toMatchObject([{ count: 1, outer: [{ line: 9 }] }])
  })

  it('are those of the original where Node knows a source map', () => {
    const { sites } = setUp()
    sites.add(1, 'receive', [{ ...frame, file: '/a.ts' }])
    expect(sites.all(() => true)).toMatchObject([{ file: '/original.ts', line: 7, column: 3, mapped: true }])
  })

  it('are remembered up to a number, each source its share', () => {
    const { sites } = setUp()
    for (let line = 1; line <= 200; line++) for (const id of [1, 2]) sites.add(id, 'send', [{ ...frame, line }])
    expect(sites.all((id) => id === 1)).toHaveLength(64)
    expect(sites.all((id) => id === 2)).toHaveLength(64)
  })
})

describe('a budget', () => {
  it('is spent, and comes back with time up to its most', () => {
    const budget = new Budget(3, 2)
    const take = (): number => Array.from({ length: 10 }, () => budget.take()).filter(Boolean).length
    budget.refill(0)
    expect(take()).toBe(3)
    budget.refill(1000)
    expect(take()).toBe(2)
    budget.refill(60_000)
    expect(take()).toBe(3)
    budget.refill(50_000)
    expect(take()).toBe(0)
  })

  it('draws by dice that cover their sides', () => {
    const dice = new Dice(7)
    expect(new Set(Array.from({ length: 200 }, () => dice.roll(8)))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]))
  })
})
