import { describe, expect, it } from 'vitest'
import type { ToView } from '../../../src/protocol/view.ts'
import { initialState, recently, recentFailures, reduce, type ViewState } from '../../../src/webview/state.ts'
import { shop } from '../../../scripts/gallery/harness/graphs.ts'
import { figures } from '../../../scripts/gallery/harness/drafts.ts'

const graph = shop()
const queue = graph.destinations[0]
const topic = graph.destinations.find(({ kind }) => kind === 'topic')
const edge = graph.edges[0]
if (!queue || !topic || !edge) throw new Error('the draft has a queue, a topic and an edge')
const lane = topic.subscriptions[1]
if (!lane) throw new Error('the topic has two subscriptions')

const host = (state: ViewState, message: ToView, now = 1000): ViewState => reduce(state, { type: 'host', message, now })
const shown = host(initialState, { type: 'graph', graph, roots: ['/home/ada/shop'] })

describe('a graph message', () => {
  it('rebuilds all', () => {
    expect(shown.graph).toBe(graph)
    expect(shown.roots).toEqual(['/home/ada/shop'])
  })

  it('keeps the selected node if it is still there', () => {
    const selected = reduce(shown, { type: 'select', id: queue.id })
    expect(host(selected, { type: 'graph', graph, roots: [] }).selected).toBe(queue.id)
    expect(host(selected, { type: 'graph', graph: { ...graph, destinations: [] }, roots: [] }).selected).toBeNull()
  })
})

describe('a figures message', () => {
  const message: ToView = {
    type: 'figures',
    revision: 9,
    destinations: { [queue.id]: figures({ depth: 42 }), [lane.id]: figures({ depth: 7 }), unknown: figures() },
    edges: { [edge.id]: { rate: 3, count: 5, estimated: true, waiting: 0 } },
    sessions: [],
  }
  const after = host(shown, message).graph

  it('changes figures of destinations, subscriptions and edges', () => {
    expect(after?.destinations[0]?.live?.depth).toBe(42)
    expect(after?.destinations.find(({ id }) => id === topic.id)?.subscriptions[1]?.live?.depth).toBe(7)
    expect(after?.edges[0]?.live).toEqual({ rate: 3, count: 5, estimated: true, waiting: 0 })
    expect(after?.revision).toBe(9)
    expect(after?.sessions).toEqual([])
  })

  it('leaves everything else as it was, the very same objects', () => {
    expect(after?.destinations[1]).toBe(graph.destinations[1])
    expect(after?.edges[1]).toBe(graph.edges[1])
    expect(after?.code).toBe(graph.code)
  })

  it('is of no use before a graph', () => {
    expect(host(initialState, message)).toBe(initialState)
  })
})

describe('failures', () => {
  const failing = (failed: number): ToView => ({
    type: 'figures',
    revision: 2,
    destinations: { [queue.id]: figures({ failed, nacked: failed }) },
    edges: {},
    sessions: graph.sessions,
  })

  it('are recent only if their count grew while one looked', () => {
    expect(recentFailures(shown, 1000).size).toBe(0)
    const grown = host(shown, failing(17), 2000)
    expect(recentFailures(grown, 2000)).toEqual(new Set([queue.id]))
    const same = host(grown, failing(17), 5000)
    expect(recentFailures(same, 2000 + recently - 1).has(queue.id)).toBe(true)
    expect(recentFailures(same, 2000 + recently).has(queue.id)).toBe(false)
  })

  it('of a new session begin anew: a lower count is no failure', () => {
    const before = host(shown, failing(17), 2000)
    expect(recentFailures(host(before, failing(3), 60_000), 60_000).size).toBe(0)
    expect(recentFailures(host(host(before, failing(3), 60_000), failing(4), 61_000), 61_000).has(queue.id)).toBe(true)
  })

  it('count from the first one of a node that had none', () => {
    const none = host(shown, failing(0), 2000)
    expect(recentFailures(host(none, failing(1), 3000), 3000).has(queue.id)).toBe(true)
  })
})

describe('the user', () => {
  it('opens the details by selecting, and keeps them open', () => {
    const selected = reduce(shown, { type: 'select', id: queue.id })
    expect(selected.detailsShown).toBe(true)
    expect(reduce(selected, { type: 'select', id: null })).toMatchObject({ selected: null, detailsShown: true })
    expect(reduce(selected, { type: 'details', shown: false }).detailsShown).toBe(false)
  })

  it('is led to a node by the host, once', () => {
    const led = host(shown, { type: 'reveal', id: queue.id })
    expect(led).toMatchObject({ selected: queue.id, detailsShown: true, wish: { wish: 'reveal', id: queue.id } })
    expect(reduce(led, { type: 'granted' }).wish).toBeUndefined()
  })
})
