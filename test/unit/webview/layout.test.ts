import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box, Line } from '../../../src/webview/layout/graph.ts'
import { layOut, type Layout } from '../../../src/webview/layout/layout.ts'

// The same cases in each run; a hunt for more is made by hand.
fc.configureGlobal({ seed: 1204 })

interface Picture {
  readonly boxes: readonly Box[]
  readonly lines: readonly Line[]
}

/** Any mixture of code and destinations; lines join unlike kinds, and destinations with their dead letters. */
const pictures: fc.Arbitrary<Picture> = fc
  .record({
    code: fc.integer({ min: 0, max: 14 }),
    destinations: fc.integer({ min: 1, max: 10 }),
    ends: fc.array(fc.record({ code: fc.nat(), destination: fc.nat(), sends: fc.boolean(), port: fc.nat(3) }), {
      maxLength: 30,
    }),
    dead: fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 2 }),
  })
  .map(({ code, destinations, ends, dead }) => {
    const boxes: Box[] = [
      ...Array.from({ length: destinations }, (_, i) => destination(`d${i}`, i % 3)),
      ...Array.from({ length: code }, (_, i) => codeBox(`c${i}`)),
    ]
    const lines = new Map<string, Line>()
    if (code > 0)
      for (const end of ends) {
        const [c, d] = [`c${end.code % code}`, `d${end.destination % destinations}`]
        const line = end.sends
          ? { from: c, to: d }
          : { from: d, to: c, ...(end.port > 0 && { port: 20 + end.port * 10 }) }
        lines.set(`${line.from}-${line.to}`, { id: `${line.from}-${line.to}`, ...line })
      }
    for (const [a, b] of dead) {
      const [from, to] = [`d${a % destinations}`, `d${b % destinations}`]
      if (from !== to) lines.set(`${from}-${to}`, { id: `${from}-${to}`, from, to })
    }
    return { boxes, lines: [...lines.values()] }
  })

const codeBox = (id: string): Box => ({ id, kind: 'code', width: 188, height: 46 })
const destination = (id: string, lanes: number): Box => ({
  id,
  kind: 'destination',
  width: lanes === 0 ? 232 : 252,
  height: lanes === 0 ? 86 : 40 + 26 * lanes,
})

function overlapping({ places }: Layout, boxes: readonly Box[]): string[] {
  const found: string[] = []
  const placed = boxes.map((box) => ({ ...box, ...placeOf(places, box.id) }))
  placed.forEach((a, at) => {
    for (const b of placed.slice(at + 1))
      if (a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
        found.push(`${a.id} and ${b.id}`)
  })
  return found
}

function placeOf(places: Layout['places'], id: string): { readonly x: number; readonly y: number } {
  const place = places.get(id)
  if (!place) throw new Error(`${id} has no place`)
  return place
}

const middle = (layout: Layout, { id, height }: Box): number => placeOf(layout.places, id).y + height / 2

describe('any layout', () => {
  it('places every box once, without overlap', () => {
    fc.assert(
      fc.property(pictures, ({ boxes, lines }) => {
        const layout = layOut(boxes, lines)
        expect([...layout.places.keys()].toSorted()).toEqual(boxes.map(({ id }) => id).toSorted())
        expect(overlapping(layout, boxes)).toEqual([])
      }),
    )
  })

  it('leads from left to right, but for lines that close a cycle', () => {
    fc.assert(
      fc.property(pictures, ({ boxes, lines }) => {
        const layout = layOut(boxes, lines)
        const size = new Map(boxes.map((box) => [box.id, box] as const))
        for (const { id, from, to } of lines) {
          if (layout.back.has(id)) continue
          expect(placeOf(layout.places, from).x + (size.get(from)?.width ?? 0)).toBeLessThan(
            placeOf(layout.places, to).x,
          )
        }
        const without = lines.filter(({ id }) => !layout.back.has(id))
        expect(layOut(boxes, without).back.size).toBe(0)
      }),
    )
  })

  it('is the same each time', () => {
    fc.assert(
      fc.property(pictures, ({ boxes, lines }) => {
        expect(layOut(boxes, lines)).toEqual(layOut(boxes, lines))
      }),
    )
  })

  it('stays where it was if nothing changed', () => {
    fc.assert(
      fc.property(pictures, ({ boxes, lines }) => {
        const before = layOut(boxes, lines)
        expect(layOut(boxes, lines, before).places).toEqual(before.places)
      }),
    )
  })

  it('moves nothing when something new has no line to it', () => {
    fc.assert(
      fc.property(pictures, ({ boxes, lines }) => {
        const before = layOut(boxes, lines)
        const after = layOut(
          [...boxes, destination('new', 2), codeBox('newCode')],
          [...lines, { id: 'n', from: 'newCode', to: 'new' }],
          before,
        )
        for (const { id } of boxes) expect(after.places.get(id)).toEqual(before.places.get(id))
        expect(overlapping(after, [...boxes, destination('new', 2), codeBox('newCode')])).toEqual([])
      }),
    )
  })

  it('keeps columns and their order when a consumer joins', () => {
    fc.assert(
      fc.property(pictures, fc.nat(), ({ boxes, lines }, which) => {
        const before = layOut(boxes, lines)
        const destinations = boxes.filter(({ kind }) => kind === 'destination')
        const from = destinations[which % destinations.length]?.id ?? ''
        const more = [...boxes, codeBox('new')]
        const after = layOut(more, [...lines, { id: 'n', from, to: 'new' }], before)
        expect(overlapping(after, more)).toEqual([])
        for (const a of boxes)
          for (const b of boxes) {
            const [p, q] = [before.places.get(a.id), before.places.get(b.id)]
            if (!p || !q || p.x !== q.x || p.y >= q.y) continue
            expect(placeOf(after.places, a.id).y).toBeLessThan(placeOf(after.places, b.id).y)
            expect(after.places.get(a.id)?.column).toBe(p.column)
          }
      }),
    )
  })
})

describe('an ordinary picture', () => {
  const boxes = [destination('queue', 0), codeBox('producer'), codeBox('worker'), destination('dead', 0)]
  const lines = [
    { id: '1', from: 'producer', to: 'queue' },
    { id: '2', from: 'queue', to: 'worker' },
    { id: '3', from: 'worker', to: 'dead' },
  ]

  it('puts a straight flow on one line, columns 100 to 130 pixels apart', () => {
    const layout = layOut(boxes, lines)
    expect(new Set(boxes.map((box) => middle(layout, box))).size).toBe(1)
    const order = ['producer', 'queue', 'worker', 'dead']
    for (let i = 1; i < order.length; i++) {
      const before = boxes.find(({ id }) => id === order[i - 1])
      const gap =
        placeOf(layout.places, order[i] ?? '').x - placeOf(layout.places, order[i - 1] ?? '').x - (before?.width ?? 0)
      expect(gap).toBeGreaterThanOrEqual(100)
      expect(gap).toBeLessThanOrEqual(130)
    }
  })

  it('lets no lines of a fan cross', () => {
    const consumers = ['a', 'b', 'c'].map(codeBox)
    const fan = consumers.map(({ id }, lane) => ({ id: `l${id}`, from: 'topic', to: id, port: 47 + lane * 26 }))
    // The consumers come in the wrong order.
    const layout = layOut([destination('topic', 3), ...consumers.toReversed()], fan)
    const heights = consumers.map((box) => middle(layout, box))
    expect(heights).toEqual(heights.toSorted((a, b) => a - b))
  })

  it('puts what nothing leads to next to what it leads to', () => {
    const late = codeBox('late')
    const deep = layOut([...boxes, late], [...lines, { id: '4', from: 'late', to: 'dead' }])
    expect(placeOf(deep.places, 'late').x).toBe(placeOf(deep.places, 'worker').x)
  })

  it('draws a retry as a line back', () => {
    const layout = layOut(boxes.slice(0, 3), [...lines.slice(0, 2), { id: 'again', from: 'worker', to: 'queue' }])
    expect([...layout.back]).toEqual(['again'])
    expect(layout.routes.get('again')?.pieces.length).toBe(3)
  })

  it('stands in bands where a stack would be too tall', () => {
    const groups = Array.from({ length: 60 }, (_, i) => i)
    const many = groups.flatMap((i) => [destination(`q${i}`, 0), codeBox(`p${i}`), codeBox(`w${i}`)])
    const flows = groups.flatMap((i) => [
      { id: `s${i}`, from: `p${i}`, to: `q${i}` },
      { id: `r${i}`, from: `q${i}`, to: `w${i}` },
    ])
    const layout = layOut(many, flows)
    expect(new Set([...layout.places.values()].map(({ band }) => band)).size).toBeGreaterThan(1)
    expect(layout.bounds.height).toBeLessThan(layout.bounds.width)
    expect(overlapping(layout, many)).toEqual([])
    expect(layOut([...many, destination('new', 0)], flows, layout).places.get('q0')).toEqual(layout.places.get('q0'))
  })

  it('is empty where there is nothing', () => {
    expect(layOut([], []).bounds).toEqual({ x: 0, y: 0, width: 0, height: 0 })
  })
})
