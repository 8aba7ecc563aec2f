import {
  type Destination,
  type Edge,
  type Graph,
  type LiveFigures,
  type Session,
  emptyGraph,
} from '../../../src/protocol/graph.ts'
import { zeroCounters } from '../../../src/protocol/zeroCounters.ts'

export const calmFigures: LiveFigures = {
  ...zeroCounters,
  inRate: 0,
  outRate: 0,
  history: [],
  instances: 1,
}

export const figures = (some: Partial<LiveFigures>): LiveFigures => ({ ...calmFigures, ...some })

export const queue = (name: string, some: Partial<Destination> = {}): Destination => ({
  id: `fanout/queue//${name}`,
  system: 'fanout',
  kind: 'queue',
  scope: '',
  name,
  presence: 'both',
  isDeadLetter: false,
  subscriptions: [],
  ...some,
})

export const edge = (some: Partial<Edge> & Pick<Edge, 'id' | 'kind' | 'from' | 'to'>): Edge => ({
  presence: 'both',
  sites: [],
  ...some,
})

export const session = (some: Partial<Session> = {}): Session => ({
  id: 's1',
  name: 'shop',
  pid: 1,
  state: 'running',
  startedAt: 0,
  lastFrameAt: 0,
  leftBehind: 0,
  ...some,
})

export const graphOf = (some: Partial<Graph>): Graph => ({ ...emptyGraph, ...some })
