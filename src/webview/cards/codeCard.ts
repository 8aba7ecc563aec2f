import type { CodeNode, Edge } from '../../protocol/graph.ts'
import { duration, figure, rate } from '../format.ts'
import { fullPlace, placeIn } from '../place.ts'
import { isNotInSource, isPaused, type NodeState } from '../status.ts'
import { codeSize, type CardTone, type CodeCard, type Pill } from './card.ts'
import type { Facts } from './cards.ts'
import { frameOf, presencePill, spoken, stateWords } from './frame.ts'

export function codeCard(node: CodeNode, facts: Facts): CodeCard {
  const { index, statuses, roots, recentFailures } = facts
  const { id, name, position } = node
  const inPackage = index.severalPackages ? node.package : undefined
  const state = statuses.of.get(id) ?? 'source'
  const sends = (index.outgoing.get(id) ?? []).filter(({ kind }) => kind === 'send')
  const receives = (index.incoming.get(id) ?? []).filter(({ kind }) => kind === 'receive')
  const paused = receives.some((edge) => isPaused(index, edge))
  const failed = sum(receives, ({ live }) => live?.failed)
  const failing = receives.some((edge) => recentFailures.has(edge.id))
  const shown = paused ? 'paused' : receives.length > 0 ? processing(receives) : sending(sends)
  const workers = workersOf(receives, state)
  const pill = troublePill(state, paused, failed, failing) ?? presencePill(node, state, index)
  return {
    kind: 'code',
    id,
    state,
    name,
    ...codeSize,
    // Who waits is not to blame: the edge says that it waits.
    frame: frameOf(state === 'blocked' ? 'flowing' : state, isNotInSource(index, node)),
    ...(pill && { pill }),
    place: placeIn(inPackage, position),
    figure: shown,
    ...(workers && { workers }),
    label: spoken([
      name,
      role(node),
      stateWords[state],
      shown === 'paused' ? undefined : shown,
      workers && `${workers.busy} of ${workers.all} workers busy`,
      pill?.text,
      inPackage && `package ${inPackage}`,
      fullPlace(position, roots),
    ]),
    title: spoken([name, inPackage, fullPlace(position, roots)]),
  }
}

function role({ sends, receives }: CodeNode): string {
  if (sends && receives) return 'consumer and producer'
  return receives ? 'consumer' : 'producer'
}

const sum = (edges: readonly Edge[], value: (edge: Edge) => number | undefined): number =>
  edges.reduce((total, edge) => total + (value(edge) ?? 0), 0)

/** A consumer says how long it takes a message, the slowest of its edges. */
function processing(receives: readonly Edge[]): string {
  const slowest = Math.max(...receives.map(({ live }) => live?.process?.p50 ?? -1))
  if (slowest >= 0) return duration(slowest)
  return receives.some(({ live }) => live) ? rate(sum(receives, ({ live }) => live?.rate)) : ''
}

const sending = (sends: readonly Edge[]): string =>
  sends.some(({ live }) => live) ? rate(sum(sends, ({ live }) => live?.rate)) : ''

function workersOf(receives: readonly Edge[], state: NodeState): CodeCard['workers'] {
  const all = sum(receives, ({ live }) => live?.concurrency)
  if (all === 0) return undefined
  const tone: CardTone = state === 'cause' ? 'cause' : 'flow'
  return {
    busy: Math.min(
      all,
      sum(receives, ({ live }) => live?.busy),
    ),
    all,
    tone,
  }
}

function troublePill(state: NodeState, paused: boolean, failed: number, failing: boolean): Pill | undefined {
  if (state === 'cause') return { text: paused ? 'paused: the cause' : 'slowest: the cause', tone: 'cause' }
  if (failed > 0)
    return { text: `${paused ? 'paused · ' : ''}${figure(failed)} failed`, tone: failing || paused ? 'bad' : 'calm' }
  return paused && state === 'paused' ? { text: 'paused', tone: 'warn' } : undefined
}
