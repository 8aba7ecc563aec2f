import { select } from 'd3'
import type { Card } from '../cards/card.ts'
import type { Picture } from '../picture.ts'
import type { DrawCard } from './cardView.ts'
import { codeView } from './codeView.ts'
import { set } from './dom.ts'
import { eventView } from './eventView.ts'
import { deadLetterView, queueView } from './queueView.ts'
import { topicView } from './topicView.ts'

export interface NodeHandlers {
  readonly onClick: (id: string) => void
  readonly onFocus: (id: string) => void
  readonly onKey: (id: string, event: KeyboardEvent) => void
}

/** Keeps one element for each card; facts that did not change are not drawn again. */
export function createNodes(
  parent: SVGGElement,
  handlers: NodeHandlers,
): (picture: Picture, selected: string | null) => void {
  const drawers = new WeakMap<Element, DrawCard>()
  const drawn = new WeakMap<Element, Card>()
  let ranks: ReadonlyMap<string, number> = new Map()
  let arrangement = -1
  let selectedBefore: string | null = null

  return ({ cards, layout, near, index, arrangement: next }, selected) => {
    if (arrangement !== next) ranks = readingOrder(cards, layout)
    const ordered = cards.toSorted((a, b) => (ranks.get(a.id) ?? 0) - (ranks.get(b.id) ?? 0))
    const nodes = select(parent)
      .selectAll<SVGGElement, Card>('g.node')
      // A card that becomes one of another kind gets new elements.
      // The join puts elements into the order of the data: it has to be the same each time.
      .data(ordered, ({ id, kind }) => `${kind} ${id}`)
      .join((enter) =>
        enter
          .append('g')
          .attr('tabindex', 0)
          .attr('role', 'button')
          .attr('data-id', ({ id }) => id)
          .on('click', (event: MouseEvent, { id }) => {
            event.stopPropagation()
            handlers.onClick(id)
          })
          .on('focus', (_, { id }) => handlers.onFocus(id))
          .on('keydown', (event: KeyboardEvent, { id }) => handlers.onKey(id, event))
          .each(function (card) {
            drawers.set(this, viewOf(card, this))
          }),
      )
    const rearranged = arrangement !== next || selectedBefore !== selected
    arrangement = next
    selectedBefore = selected
    nodes.each(function (card) {
      const redrawn = !same(drawn.get(this), card)
      if (redrawn) {
        drawers.get(this)?.(card)
        drawn.set(this, card)
      }
      // A card that is drawn anew may have lost its marks.
      if (!redrawn && !rearranged) return
      const place = layout.places.get(card.id)
      if (place) set(this, 'transform', `translate(${place.x} ${place.y})`)
      this.classList.toggle('selected', card.id === selected)
      this.classList.toggle('aside', near !== undefined && !near.has(card.id))
      set(this, 'aria-pressed', card.id === selected ? 'true' : 'false')
      set(this, 'data-presence', (index.destinations.get(card.id) ?? index.code.get(card.id))?.presence)
    })
  }
}

function viewOf(card: Card, node: SVGGElement): DrawCard {
  switch (card.kind) {
    case 'code':
      return narrowed(codeView(node), 'code')
    case 'queue':
      return narrowed(queueView(node), 'queue')
    case 'dead-letter':
      return narrowed(deadLetterView(node), 'dead-letter')
    case 'topic':
      return narrowed(topicView(node), 'topic')
    case 'event':
      return narrowed(eventView(node), 'event')
  }
}

/** The join's key holds the kind, so that a view never sees another kind of card. */
function narrowed<Kind extends Card['kind']>(draw: DrawCard<Extract<Card, { kind: Kind }>>, kind: Kind): DrawCard {
  const isOfKind = (card: Card): card is Extract<Card, { kind: Kind }> => card.kind === kind
  return (card) => {
    if (isOfKind(card)) draw(card)
  }
}

/** Plain facts, compared in depth. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [Object.entries(a), Object.entries(b)]
  return left.length === right.length && left.every(([key, value]) => same(value, b[key as keyof typeof b]))
}

/** Tab goes through the picture as it is read: column by column, from top to bottom. */
function readingOrder(cards: readonly Card[], { places }: Picture['layout']): Map<string, number> {
  const at = (id: string): { readonly x: number; readonly y: number } => places.get(id) ?? { x: 0, y: 0 }
  const sorted = cards.toSorted((a, b) => at(a.id).x - at(b.id).x || at(a.id).y - at(b.id).y)
  return new Map(sorted.map(({ id }, rank) => [id, rank] as const))
}
