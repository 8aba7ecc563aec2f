import { describe, expect, it } from 'vitest'
import { count, figuresText, rate } from '../../../src/extension/editor/figureText.ts'
import { statusText } from '../../../src/extension/editor/statusText.ts'
import { treeRows } from '../../../src/extension/editor/treeRows.ts'
import type { CodeNode, Site } from '../../../src/protocol/graph.ts'
import { edge, figures, graphOf, queue, session } from './graphs.ts'

const relative = (file: string): string => file.replace('/w/', '')
const site = (file: string, line: number, role: Site['role']): Site => ({
  file,
  line,
  column: 3,
  role,
  library: 'fanout',
  dynamic: false,
})
const code = (id: string, name: string): CodeNode => ({
  id,
  name,
  position: { file: '/w/a.ts', line: 1, column: 1 },
  presence: 'both',
  sends: true,
  receives: false,
})

describe('the tree', () => {
  const resize = queue('resize', { live: figures({ depth: 3, capacity: 100, inFlight: 2, inRate: 6.24, outRate: 5 }) })
  const placed = queue('OrderPlaced', {
    id: 'topic',
    kind: 'topic',
    scope: 'shop',
    presence: 'source',
    subscriptions: [
      { id: 'topic/email', name: 'email', presence: 'both', live: figures({ depth: 4, capacity: null }) },
    ],
  })
  const graph = graphOf({
    sessions: [session()],
    destinations: [resize, placed],
    code: [code('upload', 'upload'), code('worker', 'worker'), code('mail', 'mail')],
    edges: [
      edge({
        id: 'e1',
        kind: 'send',
        from: 'upload',
        to: resize.id,
        sites: [site('/w/a.ts', 4, 'send'), site('/w/b.ts', 9, 'send')],
        live: { rate: 6.24, count: 9, estimated: false, waiting: 0 },
      }),
      edge({
        id: 'e2',
        kind: 'receive',
        from: resize.id,
        to: 'worker',
        sites: [{ ...site('/w/c.ts', 5, 'receive'), evidence: 'Receives through Queue of fanout.' }],
      }),
      edge({ id: 'e3', kind: 'receive', from: 'topic', to: 'mail', subscription: 'topic/email', presence: 'live' }),
    ],
  })
  const rows = treeRows(graph, relative)

  it('says why code counts, to one who points at it', () => {
    const [producer, consumer] = rows[0]?.children ?? []
    expect(consumer).toMatchObject({ label: 'worker', why: 'Receives through Queue of fanout.' })
    expect(producer).not.toHaveProperty('why')
  })

  it('says of a queue what the picture shows', () => {
    expect(rows[0]).toMatchObject({
      label: 'resize',
      description: '3/100 waiting · 2 in flight · 6.24/s in · 5/s out',
      spoken: 'queue resize · 3/100 waiting · 2 in flight · 6.24/s in · 5/s out',
    })
    expect(
      rows[0]?.children.map(({ label, description, positions }) => [label, description, positions.length]),
    ).toEqual([
      ['upload', 'sends · 6.24/s · a.ts:4', 2],
      ['worker', 'receives · c.ts:5', 1],
    ])
  })

  it('says of code which package it is in where messages cross from one to another', () => {
    const across = treeRows(
      graphOf({
        destinations: [resize],
        code: [
          { ...code('upload', 'upload'), package: '@acme/api' },
          { ...code('worker', 'worker'), package: '@acme/w' },
        ],
        edges: [
          edge({ id: 'e1', kind: 'send', from: 'upload', to: resize.id, sites: [site('/w/a.ts', 4, 'send')] }),
          edge({ id: 'e2', kind: 'receive', from: resize.id, to: 'worker', crosses: ['@acme/api'] }),
        ],
      }),
      relative,
    )
    expect(across[0]?.children.map(({ description }) => description)).toEqual([
      'sends · a.ts:4',
      'receives · in @acme/w · a.ts:1',
    ])
  })

  it('puts the consumers of a topic under their subscription, and says what never ran', () => {
    expect(rows[1]).toMatchObject({ label: 'shop.OrderPlaced', description: 'never ran' })
    expect(rows[1]?.children).toHaveLength(1)
    expect(rows[1]?.children[0]).toMatchObject({ label: 'email', description: 'subscription · 4 waiting' })
    expect(rows[1]?.children[0]?.children[0]).toMatchObject({
      label: 'mail',
      description: 'receives · a.ts:1 · not found in source',
    })
  })

  it('says nothing of "never ran" before anything ran', () => {
    const [, topic] = treeRows({ ...graph, sessions: [] }, relative)
    expect(topic).toMatchObject({ label: 'shop.OrderPlaced', description: '', spoken: 'topic OrderPlaced' })
  })

  it('says nothing of "never ran" of what is not counted in a program that runs', () => {
    const kafka = { ...placed, system: 'kafka' }
    const [topic] = treeRows({ ...graph, destinations: [kafka] }, relative)
    expect(topic).toMatchObject({ label: 'shop.OrderPlaced', description: '' })
  })

  it('tells of a queue of dead letters who gives up to it', () => {
    const dead = queue('dead', { isDeadLetter: true })
    const line = edge({ id: 'd', kind: 'dead-letter', from: 'worker', to: dead.id })
    const [row] = treeRows({ ...graph, destinations: [dead], edges: [line] }, relative)
    expect(row?.children.map(({ label, description }) => [label, description])).toEqual([
      ['worker', 'gives up to it · a.ts:1'],
    ])
  })

  it('gives every row an id of its own, which stays when figures change', () => {
    const idsOf = (all: typeof rows): string[] => all.flatMap((row) => [row.id, ...idsOf(row.children)])
    const ids = idsOf(rows)
    expect(new Set(ids).size).toBe(ids.length)
    const later = { ...graph, destinations: [{ ...resize, live: figures({ depth: 9, capacity: 100 }) }, placed] }
    expect(idsOf(treeRows(later, relative))).toEqual(ids)
  })

  it('lists problems last and the reason why a program is not watched first', () => {
    const troubled = treeRows(
      {
        ...graph,
        notWatched: 'It was attached to.',
        problems: [{ code: 'syntax', message: 'expected ;', file: '/w/x.ts', line: 7 }],
      },
      relative,
    )
    expect(troubled[0]).toMatchObject({ label: 'Not watched', description: 'It was attached to.' })
    expect(troubled.at(-1)).toMatchObject({ label: 'Problems', description: '1' })
    expect(troubled.at(-1)?.children[0]).toMatchObject({
      label: 'expected ;',
      description: 'x.ts:7',
      positions: [{ file: '/w/x.ts', line: 7, column: 1 }],
    })
  })
})

describe('figures in words', () => {
  it('name trouble', () => {
    const text = figuresText(
      figures({ depth: 3, capacity: 3, waitingSenders: 1, paused: true, failed: 2, deadLettered: 1 }),
    )
    expect(text).toBe('3/3 waiting · 1 sender waits · paused · 1 dead letters · 2 failed')
  })

  it('count an event, which has no depth', () => expect(figuresText(figures({ sent: 12 }))).toBe('12 sent'))

  it.each([
    [0, '0'],
    [1204, '1,204'],
    [12_400, '12.4k'],
    [2_500_000, '2.5M'],
  ])('%d is %s', (value, text) => expect(count(value)).toBe(text))

  it('give rates three digits', () => {
    expect([0.123456, 6.25, 1234.5].map(rate)).toEqual(['0.123/s', '6.25/s', '1,235/s'])
  })
})

describe('the status bar', () => {
  it('is silent when nothing goes on', () => {
    expect(statusText(graphOf({}))).toBeUndefined()
    expect(statusText(graphOf({ sessions: [session({ state: 'ended' })] }))).toBeUndefined()
  })

  it('tells how far the map is', () => {
    expect(statusText(graphOf({ map: { state: 'mapping', done: 3, total: 9 } }))?.text).toBe('$(sync~spin) Mapping 3/9')
  })

  it('tells what waits while a program is watched, and warns of a full queue', () => {
    const resize = queue('resize', { live: figures({ depth: 3, waitingSenders: 1 }) })
    const status = statusText(graphOf({ sessions: [session()], destinations: [resize] }))
    expect(status?.text).toBe('$(type-hierarchy-sub) 3 waiting $(warning)')
    expect(status?.tooltip).toContain('resize full')
  })
})
