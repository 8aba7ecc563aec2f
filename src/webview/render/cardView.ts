import { notch, type Card } from '../cards/card.ts'
import { set, setText, svg } from './dom.ts'
import { fitText } from './fitText.ts'
import { pillPart, toneClass } from './parts.ts'

/** Draws new facts into a card's elements. */
export type DrawCard<C extends Card = Card> = (card: C) => void

/** What all cards have. What is seen from near goes into `near`; from afar a card shows its name alone, then a block. */
export interface CardShell {
  readonly near: SVGGElement
  draw(card: Card, framePath: string): void
}

export function cardShell(node: SVGGElement): CardShell {
  const title = svg(node, 'title')
  const frame = svg(node, 'path', { class: 'frame' })
  const near = svg(node, 'g', { class: 'detail' })
  const far = svg(node, 'text', { class: 'far-name', x: 12 })
  const pill = pillPart(node)
  return {
    near,
    draw(card, framePath) {
      set(node, 'data-kind', card.kind === 'dead-letter' ? 'queue' : card.kind)
      set(node, 'data-state', card.state)
      set(node, 'aria-label', card.label)
      set(
        node,
        'class',
        `node kind-${card.kind} ${toneClass(card.frame.tone)} line-${card.frame.line} state-${card.state}`,
      )
      setText(title, card.title)
      set(frame, 'd', framePath)
      fitText(far, card.name, card.width - 20, 'far')
      set(far, 'y', card.height / 2 + 8)
      pill(card.pill, card.width / 2, card.height + 4)
    },
  }
}

/** A rectangle with round corners. */
export function roundedPath(width: number, height: number, r: number): string {
  return `M${r} 0H${width - r}a${r} ${r} 0 0 1 ${r} ${r}V${height - r}a${r} ${r} 0 0 1 ${-r} ${r}H${r}a${r} ${r} 0 0 1 ${-r} ${-r}V${r}a${r} ${r} 0 0 1 ${r} ${-r}Z`
}

/** A rectangle with a notch on its left, and a point on its right if `pointed`. */
export function notchedPath(width: number, height: number, r: number, pointed: boolean): string {
  const middle = height / 2
  const right = pointed
    ? `H${width - notch - 4}L${width} ${middle}L${width - notch - 4} ${height}`
    : `H${width - r}a${r} ${r} 0 0 1 ${r} ${r}V${height - r}a${r} ${r} 0 0 1 ${-r} ${r}`
  return `M${r} 0${right}H${r}a${r} ${r} 0 0 1 ${-r} ${-r}V${middle + 9}l${notch} -9l${-notch} -9V${r}a${r} ${r} 0 0 1 ${r} ${-r}Z`
}
