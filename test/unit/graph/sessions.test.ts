import { describe, expect, it } from 'vitest'
import { figuresDelta } from '../../../src/extension/graph/figuresDelta.ts'
import { liveOnlyLimit } from '../../../src/extension/graph/structure.ts'
import { sessionLimit } from '../../../src/extension/graph/sessions.ts'
import { MappingBuilder } from './mappingBuilder.ts'
import { SessionBuilder } from './sessionBuilder.ts'
import { destination, edge, storeAt } from './stores.ts'

describe('the end of a session', () => {
  it('leaves the figures, with rates at zero, and says what was left behind', () => {
    const { store, goTo, ticking } = storeAt(1000)
    const program = new SessionBuilder('s')
      .queue(1, 'jobs', 10)
      .topic(2, 'OrderPlaced')
      .subscription(3, 2, 'email')
      .consumer(4, 1, 'work')
      .site(4, 'receive', '/a.ts:5:7', 1, 'work')
    store.update(program.session)
    goTo(3000)
    program
      .count(1, { sent: 20, acked: 4, depth: 10, inFlight: 3, delayed: 3, waitingSenders: 1 })
      .count(4, { inFlight: 3 })
    program.count(3, { sent: 5, depth: 5 }).measure(1, 'wait', 30)
    store.update(program.session)
    expect(destination(store.graph, 'jobs').live).toMatchObject({ inRate: 10, fullSince: 3000 })
    expect(ticking()).toBe(true)
    store.update(program.end(4000, 'cut').session)
    expect(ticking()).toBe(false)

    const { live } = destination(store.graph, 'jobs')
    expect(live).toMatchObject({ sent: 20, depth: 10, inFlight: 3, inRate: 0, outRate: 0, history: [0, 0, 10] })
    expect(live?.wait?.p50).toBeCloseTo(30, -1)
    expect(live).not.toHaveProperty('fullSince')
    expect(live).not.toHaveProperty('eta')
    expect(edge(store.graph, 'receive', 'jobs', 'work').live).toMatchObject({ rate: 0 })
    expect(store.graph.sessions).toMatchObject([
      { state: 'ended', endedAt: 4000, lastFigures: 'cut', lastFrameAt: 4000, leftBehind: 21 },
    ])
  })
})

describe('names', () => {
  it('are those of the launch, else of the script, and tell workers apart', () => {
    const { store } = storeAt(1000)
    store.update(new SessionBuilder('a', { at: 1000, name: 'Shop' }).session)
    store.update(new SessionBuilder('b', { at: 1001, name: '', title: '/home/x/src/main.ts --fast' }).session)
    store.update(new SessionBuilder('c', { at: 1002, name: 'Shop', thread: 2 }).session)
    expect(store.graph.sessions.map(({ name }) => name)).toEqual(['Shop, worker 2', 'main.ts', 'Shop'])
  })
})

describe('starting again', () => {
  const first = () =>
    new SessionBuilder('first', { at: 1000 })
      .queue(1, 'jobs')
      .queue(2, 'old')
      .count(1, { sent: 50, depth: 3 })
      .site(1, 'send', '/a.ts:5:7', 4, 'place')
      .end(5000)

  it('begins with new figures and keeps the nodes where they are', () => {
    const { store } = storeAt(6000)
    store.setMapping(new MappingBuilder().destination('q', 'queue', 'jobs').mapping)
    store.update(first().session)
    const before = store.graph
    store.update(new SessionBuilder('second', { at: 6000 }).queue(1, 'jobs').count(1, { sent: 1 }).session)
    const after = store.graph
    expect(after.destinations.map(({ id, presence }) => [id, presence])).toEqual(
      before.destinations.map(({ id, presence }) => [id, presence]),
    )
    expect(after.edges.map(({ id }) => id)).toEqual(before.edges.map(({ id }) => id))
    expect(destination(after, 'jobs').live).toMatchObject({ sent: 1, depth: 0, history: [0] })
    expect(destination(after, 'old').live).toBeUndefined()
    expect(edge(after, 'send', 'place', 'jobs').live).toBeUndefined()
    expect(after.structure).toBe(before.structure)
    // Figures that went away are in no message of figures.
    expect(figuresDelta(before, after)).toBeUndefined()
  })

  it('drops what only ran in a generation before the last', () => {
    const { store } = storeAt(9000)
    store.update(first().session)
    store.update(new SessionBuilder('second', { at: 6000 }).queue(1, 'jobs').end(7000).session)
    expect(store.graph.destinations.map(({ name }) => name)).toEqual(['jobs', 'old'])
    store.update(new SessionBuilder('third', { at: 8000 }).queue(1, 'jobs').session)
    expect(store.graph.destinations.map(({ name }) => name)).toEqual(['jobs'])
  })

  it('is not what a cluster does whose workers come and go', () => {
    const { store } = storeAt(9000)
    store.update(new SessionBuilder('one', { at: 1000 }).queue(1, 'jobs').count(1, { sent: 1 }).session)
    store.update(new SessionBuilder('two', { at: 1000 }).queue(1, 'jobs').count(1, { sent: 10 }).end(2000).session)
    store.update(new SessionBuilder('three', { at: 3000 }).queue(1, 'jobs').count(1, { sent: 100 }).session)
    expect(destination(store.graph, 'jobs').live?.sent).toBe(111)
  })

  it('of another program does not touch the figures of one that ended', () => {
    const { store } = storeAt(9000)
    store.update(first().session)
    store.update(new SessionBuilder('other', { at: 8000, name: 'tools', title: 'tool.ts' }).queue(1, 'jobs').session)
    expect(destination(store.graph, 'jobs').live).toMatchObject({ sent: 50, instances: 2 })
  })

  it('from a terminal is the same program as from the debugger', () => {
    const { store } = storeAt(9000)
    store.update(first().session)
    store.update(new SessionBuilder('again', { at: 8000, name: '' }).queue(1, 'jobs').session)
    expect(destination(store.graph, 'jobs').live).toMatchObject({ sent: 0, instances: 1 })
  })
})

describe('bounds', () => {
  it('keeps so many sessions and forgets those that ended first', () => {
    const { store } = storeAt(1000)
    store.update(new SessionBuilder('running', { at: 1, name: 'long', title: 'long.ts' }).session)
    for (let index = 0; index < sessionLimit + 5; index++)
      store.update(new SessionBuilder(`s${index}`, { at: 10 + index * 10 }).end(15 + index * 10).session)
    const ids = store.graph.sessions.map(({ id }) => id)
    expect(ids).toHaveLength(sessionLimit)
    expect(ids[0]).toBe(`s${sessionLimit + 4}`)
    expect(ids.at(-1)).toBe('running')
  })

  it('says how many destinations that only ran are left out', () => {
    const { store } = storeAt(1000)
    const program = new SessionBuilder('s')
    for (let id = 1; id <= liveOnlyLimit + 7; id++) program.queue(id, `request-${id}`)
    program.site(liveOnlyLimit + 7, 'send', '/a.ts:1:1')
    store.setMapping(new MappingBuilder().destination('q', 'queue', 'jobs').mapping)
    store.update(program.session)
    expect(store.graph.destinations).toHaveLength(liveOnlyLimit + 1)
    expect(store.graph.problems).toMatchObject([{ code: 'too-many-destinations' }])
    expect(store.graph.problems[0]?.message).toMatch(/^7 destinations/)
    expect(store.graph.edges).toEqual([])
  })

  it('draws no more functions than it said', () => {
    const { store } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs')
    const { session } = program
    const sites = Array.from({ length: liveOnlyLimit + 3 }, (_, index) => ({
      source: 1,
      role: 'send' as const,
      position: { file: `/f${index}.ts`, line: 1, column: 1 },
      name: '',
      count: 1,
    }))
    store.update({ ...session, sites })
    expect(store.graph.code).toHaveLength(liveOnlyLimit)
    expect(store.graph.problems).toMatchObject([{ code: 'too-many-functions' }])
  })

  it('leaves out what refers to nothing', () => {
    const { store } = storeAt(1000)
    const program = new SessionBuilder('s')
      .subscription(2, 1, 'email')
      .consumer(3, 2, 'work')
      .site(9, 'send', '/a.ts:1:1')
    store.update(program.session)
    expect(store.graph.destinations).toEqual([])
    expect(store.graph.edges).toEqual([])
  })
})
