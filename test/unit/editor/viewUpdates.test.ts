import { beforeEach, describe, expect, it } from 'vitest'
import {
  type ViewUpdates,
  createViewUpdates,
  drawnPatience,
  updateInterval,
} from '../../../src/extension/editor/viewUpdates.ts'
import type { Graph } from '../../../src/protocol/graph.ts'
import type { ToView } from '../../../src/protocol/view.ts'
import { edge, figures, graphOf, queue, session } from './graphs.ts'
import { simulatedClock } from './simulatedClock.ts'

let clock: ReturnType<typeof simulatedClock>
let graph: Graph
let sent: ToView[]
let times: number[]
let updates: ViewUpdates

const change = (some: Partial<Graph>): void => {
  graph = { ...graph, revision: graph.revision + 1, ...some }
  updates.changed()
}
const withDepth = (depth: number) => ({
  destinations: [queue('a', { live: figures({ depth }) }), queue('b', { live: figures({}) })],
})

beforeEach(() => {
  clock = simulatedClock()
  sent = []
  graph = graphOf({ revision: 1, structure: 1, ...withDepth(0) })
  times = []
  const send = (message: ToView): void => {
    sent.push(message)
    times.push(clock.now())
  }
  updates = createViewUpdates({ graph: () => graph, roots: () => ['/w'], send, clock })
})

const startDrawn = (): void => {
  updates.ready()
  updates.drawn(graph.revision)
  clock.pass(updateInterval)
  sent = []
}

describe('what the view is told', () => {
  it('is nothing until it is ready, then the whole graph', () => {
    change(withDepth(1))
    clock.pass(10_000)
    expect(sent).toEqual([])
    updates.ready()
    expect(sent).toEqual([{ type: 'graph', graph, roots: ['/w'] }])
  })

  it('is only the figures that changed, while the structure is the same', () => {
    startDrawn()
    change(withDepth(7))
    expect(sent).toEqual([
      {
        type: 'figures',
        revision: 2,
        destinations: { 'fanout/queue//a': figures({ depth: 7 }) },
        edges: {},
        sessions: [],
      },
    ])
  })

  it('has the figures of subscriptions and edges, and sessions', () => {
    const topic = (depth: number) =>
      queue('t', {
        kind: 'topic',
        subscriptions: [{ id: 't/email', name: 'email', presence: 'both', live: figures({ depth }) }],
      })
    const line = (rate: number) =>
      edge({ id: 'e', kind: 'send', from: 'c', to: 't', live: { rate, count: 1, estimated: false, waiting: 0 } })
    graph = graphOf({ revision: 1, destinations: [topic(0)], edges: [line(1)] })
    startDrawn()
    change({ destinations: [topic(2)], edges: [line(5)], sessions: [session()] })
    expect(sent).toEqual([
      {
        type: 'figures',
        revision: 2,
        destinations: { 't/email': figures({ depth: 2 }) },
        edges: { e: { rate: 5, count: 1, estimated: false, waiting: 0 } },
        sessions: [session()],
      },
    ])
  })

  it.each<[string, Partial<Graph>]>([
    ['nodes', { structure: 2 }],
    ['the state of the map', { map: { state: 'mapping', done: 1, total: 2 } }],
    ['problems', { problems: [{ code: 'x', message: 'y' }] }],
    ['whether a program is watched', { notWatched: 'attached' }],
    ['figures that went away', { destinations: [queue('a'), queue('b', { live: figures({}) })] }],
  ])('is the whole graph after a change of %s', (_name, some) => {
    startDrawn()
    change(some)
    expect(sent).toEqual([{ type: 'graph', graph, roots: ['/w'] }])
  })

  it('is nothing if all that changed is the revision', () => {
    startDrawn()
    change(withDepth(0))
    clock.pass(10_000)
    expect(sent).toEqual([])
  })
})

describe('when the view is told', () => {
  it('is at most ten times a second, and the last state always comes', () => {
    startDrawn()
    times = []
    for (let step = 1; step <= 200; step++) {
      change(withDepth(step))
      clock.pass(10)
      updates.drawn(graph.revision)
    }
    clock.pass(updateInterval)
    expect(sent.length).toBeGreaterThanOrEqual(18)
    expect(sent.length).toBeLessThanOrEqual(21)
    for (const [index, time] of times.entries())
      if (index > 0) expect(time - times[index - 1]!).toBeGreaterThanOrEqual(updateInterval)
    expect(sent.at(-1)).toMatchObject({ destinations: { 'fanout/queue//a': { depth: 200 } } })
  })

  it('is not before it has drawn what it was told, and soon after', () => {
    startDrawn()
    change(withDepth(1))
    change(withDepth(2))
    clock.pass(drawnPatience - 1)
    expect(sent).toHaveLength(1)
    updates.drawn(1)
    expect(sent).toHaveLength(1)
    updates.drawn(2)
    expect(sent).toHaveLength(2)
  })

  it('is after a while all the same, if it never says what it drew', () => {
    startDrawn()
    change(withDepth(1))
    change(withDepth(2))
    clock.pass(drawnPatience)
    expect(sent).toHaveLength(2)
  })

  it('is not while it is away; then it gets the whole graph', () => {
    startDrawn()
    change(withDepth(1))
    change(withDepth(2))
    updates.away()
    clock.pass(10_000)
    change(withDepth(3))
    expect(sent).toHaveLength(1)
    updates.ready()
    expect(sent.at(-1)).toEqual({ type: 'graph', graph, roots: ['/w'] })
  })

  it('is never after dispose', () => {
    startDrawn()
    change(withDepth(1))
    change(withDepth(2))
    updates.dispose()
    clock.pass(10_000)
    change(withDepth(3))
    expect(sent).toHaveLength(1)
  })
})
