import type { CodeNode, Destination } from '../../protocol/graph.ts'
import { figure } from '../format.ts'
import { held, type GraphIndex } from '../graphIndex.ts'
import { isNotInSource, type NodeState } from '../status.ts'
import type { CardTone, Frame, Pill } from './card.ts'

/** The frame says the state by its line as well as by its colour. */
export function frameOf(state: NodeState, notInSource: boolean): Frame {
  if (state === 'never-ran') return { tone: 'faint', line: 'dotted' }
  return { tone: frameTones[state] ?? 'calm', line: notInSource ? 'dashed' : 'solid' }
}

const frameTones: Partial<Record<NodeState, CardTone>> = {
  blocked: 'warn',
  full: 'warn',
  paused: 'warn',
  cause: 'cause',
  failing: 'bad',
  'left-behind': 'warn',
}

/** Of a destination: what has no place on the card itself. */
export function destinationPill(destination: Destination, state: NodeState, index: GraphIndex): Pill | undefined {
  if (state === 'never-ran') return neverRan
  if (state === 'left-behind') return { text: `left behind: ${figure(held(destination))}`, tone: 'warn' }
  return isNotInSource(index, destination) ? notInSource : undefined
}

/**
 * Of code: said on the code only if its destinations do not say it already, else a dead corner of the program would be
 * full of the same words.
 */
export function presencePill(node: CodeNode, state: NodeState, index: GraphIndex): Pill | undefined {
  const around = [...(index.outgoing.get(node.id) ?? []), ...(index.incoming.get(node.id) ?? [])].flatMap(
    ({ from, to }) => {
      const destination = index.destinations.get(from) ?? index.destinations.get(to)
      return destination ? [destination] : []
    },
  )
  if (state === 'never-ran')
    return around.length > 0 && around.every(({ presence }) => presence === 'source') ? undefined : neverRan
  if (!isNotInSource(index, node)) return undefined
  return around.length > 0 && around.every((destination) => isNotInSource(index, destination)) ? undefined : notInSource
}

const neverRan: Pill = { text: 'in source, never ran', tone: 'faint' }
const notInSource: Pill = { text: 'not found in source', tone: 'calm' }

/** The state as a screen reader says it. */
export const stateWords: Record<NodeState, string> = {
  blocked: 'blocked',
  cause: 'slowest, the cause of the wait',
  full: 'full',
  paused: 'paused',
  failing: 'failing',
  'left-behind': 'ended with messages left behind',
  'never-ran': 'in source, never ran',
  'not-in-source': 'not found in source',
  flowing: 'running',
  idle: 'idle',
  ended: 'ended',
  source: 'from source',
}

export const spoken = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join(', ')
