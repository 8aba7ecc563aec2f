import { emptyGraph, type Graph, type MapState } from '../../protocol/graph.ts'
import type { SourceMapping } from '../../protocol/map.ts'
import type { LiveSession } from '../live/session.ts'
import { figurePlan, type Figured } from './figurePlan.ts'
import { SessionRecords, sessionsOf } from './sessions.ts'
import { buildStructure, type Structure } from './structure.ts'
import type { Trail } from './trail.ts'

export interface GraphStore {
  /** As it stands; the same object until something changes. */
  readonly graph: Graph
  setMapping(mapping: SourceMapping): void
  setMapState(state: MapState): void
  /** Called after every frame that was applied to a session, and at its start and end. */
  update(session: LiveSession): void
  /** Why a program is not watched; undefined: none is left out. */
  setNotWatched(reason: string | undefined): void
  /** `structure`: nodes or edges may have changed, not only figures. Called at once, for every change. */
  onDidChange(listener: (change: GraphChange) => void): () => void
  dispose(): void
}

export interface GraphChange {
  readonly structure: boolean
}

export interface GraphStoreOptions {
  /** `Date.now()`. */
  readonly now: () => number
  /** Calls `tick` once a second until the function it returns is called: rates fall although no frame comes. */
  readonly clock?: (tick: () => void) => () => void
}

/** The only holder of the graph. Nothing is put together before it is asked for. */
export function createGraphStore({ now, clock = everySecond }: GraphStoreOptions): GraphStore {
  const sessions = new SessionRecords()
  const listeners = new Set<(change: GraphChange) => void>()
  const trails = new Map<string, Trail>()
  let mapping: SourceMapping = { destinations: [], sites: [], packages: [], problems: [], files: 0 }
  let graph: Graph = emptyGraph
  let state: Pick<Graph, 'map' | 'notWatched'> = { map: emptyGraph.map }
  let shape = ''
  let putFigures: ((now: number) => Figured) | undefined
  let structure: Structure = { destinations: [], code: [], edges: [], problems: [] }
  let stale = false
  let stopClock: (() => void) | undefined

  function changed(change: GraphChange): void {
    if (change.structure) putFigures = undefined
    stale = true
    for (const listener of listeners) listener(change)
  }

  function refresh(): void {
    stale = false
    let grew = 0
    if (putFigures === undefined) {
      structure = buildStructure(mapping, sessions.all)
      putFigures = figurePlan(structure, trails)
      const next = shapeOf(structure)
      grew = next === shape ? 0 : 1
      shape = next
    }
    graph = {
      ...state,
      revision: graph.revision + 1,
      structure: graph.structure + grew,
      ...putFigures(now()),
      code: structure.code,
      sessions: sessionsOf(sessions.all),
      problems: structure.problems,
    }
  }

  function tick(): void {
    const at = now()
    for (const { session, window } of sessions.all) if (session.state === 'running') window.advance(session, at)
    changed({ structure: false })
    // Whether anyone looks or not, a second of history has passed.
    refresh()
  }

  function followTime(): void {
    const running = sessions.all.some(({ session }) => session.state === 'running')
    if (running) stopClock ??= clock(tick)
    else {
      stopClock?.()
      stopClock = undefined
    }
  }

  return {
    get graph() {
      if (stale) refresh()
      return graph
    },
    setMapping(next) {
      mapping = next
      changed({ structure: true })
    },
    setMapState(map) {
      state = { ...state, map }
      changed({ structure: false })
    },
    setNotWatched(reason) {
      state = { map: state.map, ...(reason !== undefined && { notWatched: reason }) }
      changed({ structure: false })
    },
    update(session) {
      const structural = sessions.update(session)
      sessions.all.find(({ id }) => id === session.id)?.window.advance(session, session.endedAt ?? now())
      followTime()
      changed({ structure: structural })
    },
    onDidChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    dispose() {
      stopClock?.()
      listeners.clear()
    },
  }
}

/** What the structure's number counts: nodes and edges as they are, without figures. */
function shapeOf({ destinations, code, edges }: Structure): string {
  return JSON.stringify([destinations.map(({ node }) => node), code, edges.map(({ edge }) => edge)])
}

function everySecond(tick: () => void): () => void {
  const timer = setInterval(tick, 1000)
  timer.unref()
  return () => clearInterval(timer)
}
