import type { NodeState } from '../status.ts'

/**
 * What a node's card says, ready to be drawn: strings, shares and tones. A card's size depends on its kind and its
 * number of lanes alone, never on figures, so that nothing moves when they change.
 */
export type Card = CodeCard | QueueCard | DeadLetterCard | TopicCard | EventCard

/** `calm` is grey; `flow` the accent of what moves; the rest is trouble. `faint` steps back. */
export type CardTone = 'calm' | 'flow' | 'topic' | 'warn' | 'cause' | 'bad' | 'faint'

export interface CardBase {
  readonly id: string
  readonly state: NodeState
  readonly name: string
  readonly width: number
  readonly height: number
  readonly frame: Frame
  /** A word on the lower edge that says the state. */
  readonly pill?: Pill
  /** Everything on the card, for those who cannot see it. */
  readonly label: string
  /** What a pointer that rests on the card shows. */
  readonly title: string
}

export interface Frame {
  readonly tone: CardTone
  readonly line: 'solid' | 'dotted' | 'dashed'
}

export interface Pill {
  readonly text: string
  readonly tone: CardTone
}

export interface CodeCard extends CardBase {
  readonly kind: 'code'
  readonly place: string
  readonly figure: string
  /** Filled = busy. */
  readonly workers?: { readonly busy: number; readonly all: number; readonly tone: CardTone }
}

export interface Bar {
  /** 0–1. */
  readonly share: number
  /** Instead of one bar, one cell for each place. */
  readonly cells?: number
  readonly tone: CardTone
  /** What is full is hatched as well as coloured. */
  readonly hatched: boolean
}

export interface QueueCard extends CardBase {
  readonly kind: 'queue'
  readonly bar: Bar
  readonly depth: string
  readonly aside: { readonly text: string; readonly tone: CardTone }
  readonly foot: string
  /** Depth in the last minute. */
  readonly history: readonly number[]
  readonly capacity: number | null
  readonly tone: CardTone
}

export interface DeadLetterCard extends CardBase {
  readonly kind: 'dead-letter'
  readonly count: string
  readonly tone: CardTone
}

export interface TopicCard extends CardBase {
  readonly kind: 'topic'
  readonly fan: string
  readonly lanes: readonly Lane[]
  readonly tone: CardTone
}

export interface Lane {
  readonly id: string
  readonly name: string
  readonly bar: Bar
  readonly depth: string
  readonly tone: CardTone
  readonly failing: boolean
  readonly faint: boolean
  readonly title: string
}

export interface EventCard extends CardBase {
  readonly kind: 'event'
  readonly emitter: string
  readonly listeners: string
  readonly figure: string
  readonly tone: CardTone
}

export const codeSize = { width: 188, height: 46 } as const
export const queueSize = { width: 232, height: 86 } as const
export const deadLetterSize = { width: 160, height: 46 } as const
export const eventSize = { width: 232, height: 54 } as const
/** How deep the notch is where events enter. */
export const notch = 8
export const topicWidth = 252
export const topicHead = 40
export const laneHeight = 26

export const topicHeight = (lanes: number): number => topicHead + Math.max(1, lanes) * laneHeight

/** Where the edges of a lane leave its topic, measured from the topic's top. */
export const lanePort = (lane: number): number => 34 + lane * laneHeight + laneHeight / 2
