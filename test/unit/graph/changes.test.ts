import { describe, expect, it } from 'vitest'
import { figuresDelta } from '../../../src/extension/graph/figuresDelta.ts'
import type { GraphChange } from '../../../src/extension/graph/store.ts'
import { tableRows } from '../../../src/extension/graph/table.ts'
import { MappingBuilder } from './mappingBuilder.ts'
import { SessionBuilder } from './sessionBuilder.ts'
import { destination, storeAt, subscription } from './stores.ts'

describe('the store', () => {
  it('tells of every change, and which may have touched nodes', () => {
    const { store, goTo } = storeAt(1000)
    const changes: GraphChange[] = []
    const stop = store.onDidChange((change) => changes.push(change))
    const program = new SessionBuilder('s').queue(1, 'jobs')
    store.update(program.session)
    store.update(program.count(1, { sent: 1 }).session)
    store.update(program.site(1, 'send', '/a.ts:5:7', 1).session)
    store.update(program.site(1, 'send', '/a.ts:5:7', 2).session)
    goTo(2000)
    expect(changes.map(({ structure }) => structure)).toEqual([true, false, true, false, false])
    stop()
    store.setMapState({ state: 'ready', files: 1, at: 5 })
    expect(changes).toHaveLength(5)
  })

  it('has one graph until something changes, then a later revision', () => {
    const { store } = storeAt(1000)
    const first = store.graph
    expect(store.graph).toBe(first)
    store.setNotWatched('the launch forbids it')
    expect(store.graph).toMatchObject({ revision: first.revision + 1, notWatched: 'the launch forbids it' })
    store.setNotWatched(undefined)
    expect(store.graph).not.toHaveProperty('notWatched')
  })

  it('counts structure up only when nodes or edges change', () => {
    const { store } = storeAt(1000)
    const map = () => new MappingBuilder().destination('q', 'queue', 'jobs')
    const structureAfter = (step: () => void): number => (step(), store.graph.structure)
    const program = new SessionBuilder('s').queue(1, 'jobs')
    const mapped = structureAfter(() => store.setMapping(map().mapping))
    expect(structureAfter(() => store.setMapping(map().mapping))).toBe(mapped)
    const ran = structureAfter(() => store.update(program.session))
    expect(ran).toBe(mapped + 1)
    expect(structureAfter(() => store.update(program.count(1, { sent: 5 }).session))).toBe(ran)
    const moved = map().site('send', 'q', '/a.ts:5:7', 'place')
    expect(structureAfter(() => store.setMapping(moved.mapping))).toBe(ran + 1)
  })

  it('takes a session that is changed in place as well as a new one', () => {
    const { store } = storeAt(1000)
    const { session } = new SessionBuilder('s').queue(1, 'jobs')
    const sources = session.sources as Map<
      number,
      (typeof session)['sources'] extends ReadonlyMap<number, infer S> ? S : never
    >
    store.update(session)
    expect(store.graph.destinations).toHaveLength(1)
    const { sources: more } = new SessionBuilder('s').queue(2, 'mail').session
    sources.set(2, more.get(2)!)
    store.update(session)
    expect(store.graph.destinations.map(({ name }) => name)).toEqual(['jobs', 'mail'])
  })

  it('stops its clock and its listeners when it is disposed', () => {
    const { store, ticking } = storeAt(1000)
    let told = 0
    store.onDidChange(() => told++)
    store.update(new SessionBuilder('s').session)
    store.dispose()
    expect(ticking()).toBe(false)
    store.setMapState({ state: 'none' })
    expect(told).toBe(1)
  })
})

describe('figuresDelta', () => {
  it('holds what changed and nothing else', () => {
    const { store } = storeAt(1000)
    const program = new SessionBuilder('s')
      .queue(1, 'jobs')
      .queue(2, 'still')
      .topic(3, 'OrderPlaced')
      .subscription(4, 3, 'email')
      .site(1, 'send', '/a.ts:5:7', 1)
    store.update(program.session)
    const before = store.graph
    store.update(program.count(1, { sent: 1 }).count(4, { depth: 2 }).session)
    const delta = figuresDelta(before, store.graph)
    const [jobs, email] = [destination(store.graph, 'jobs'), subscription(store.graph, 'OrderPlaced', 'email')]
    expect(delta).toEqual({
      type: 'figures',
      revision: store.graph.revision,
      destinations: { [jobs.id]: jobs.live, [email.id]: email.live },
      edges: { [store.graph.edges[0]!.id]: store.graph.edges[0]!.live },
      sessions: store.graph.sessions,
    })
    expect(figuresDelta(store.graph, store.graph)).toMatchObject({ destinations: {}, edges: {} })
  })

  it('is not enough when nodes, the map’s state or the reason for not watching change', () => {
    const { store } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs')
    store.update(program.session)
    const steps = [
      () => store.update(program.queue(2, 'mail').session),
      () => store.setMapState({ state: 'mapping', done: 1, total: 2 }),
      () => store.setNotWatched('no'),
      () =>
        store.setMapping({
          destinations: [],
          sites: [],
          packages: [],
          problems: [{ code: 'x', message: 'y' }],
          files: 0,
        }),
    ]
    for (const step of steps) {
      const before = store.graph
      step()
      expect(figuresDelta(before, store.graph)).toBeUndefined()
    }
  })
})

describe('the table', () => {
  it('has a line a destination and a line a subscription', () => {
    const { store, goTo } = storeAt(1000)
    store.setMapping(new MappingBuilder().destination('q', 'queue', 'import', { capacity: 500 }).mapping)
    const program = new SessionBuilder('s')
      .queue(1, 'jobs', 3)
      .topic(2, 'OrderPlaced')
      .subscription(3, 2, 'email', null)
      .event(4, 'change', 'Cart')
    store.update(program.session)
    goTo(4000)
    program.count(1, { sent: 100, acked: 90, depth: 3, waitingSenders: 1, failed: 1, deadLettered: 2 })
    store.update(program.count(3, { depth: 1204 }).session)
    expect(tableRows(store.graph)).toEqual([
      { destination: 'import', depth: '– / 500', in: '0', out: '0', waiting: '0', failed: '0' },
      { destination: 'jobs', depth: '3 / 3', in: '33.3/s', out: '31/s', waiting: '1', failed: '3' },
      { destination: 'OrderPlaced', depth: '', in: '0', out: '0', waiting: '0', failed: '0' },
      { destination: '  › email', depth: '1,204', in: '0', out: '0', waiting: '0', failed: '0' },
      { destination: 'change', depth: '', in: '0', out: '0', waiting: '0', failed: '0' },
    ])
  })
})
