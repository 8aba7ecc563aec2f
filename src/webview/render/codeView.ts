import type { CodeCard } from '../cards/card.ts'
import { cardShell, roundedPath, type DrawCard } from './cardView.ts'
import { set, setText, show, svg } from './dom.ts'
import { figureRoom, fitText, widthOf } from './fitText.ts'
import { toneClass } from './parts.ts'

/** More workers than this are written, not drawn. */
const mostPips = 8
const pipStep = 9

export function codeView(node: SVGGElement): DrawCard<CodeCard> {
  const shell = cardShell(node)
  const name = svg(shell.near, 'text', { class: 'name', x: 12, y: 19 })
  const place = svg(shell.near, 'text', { class: 'small place', x: 12, y: 36, 'data-part': 'place' })
  const figure = svg(shell.near, 'text', { class: 'figure', y: 19, 'text-anchor': 'end', 'data-part': 'figure' })
  const workers = svg(shell.near, 'g', { class: 'workers', 'data-part': 'workers' })
  const count = svg(shell.near, 'text', { class: 'figure', y: 36, 'text-anchor': 'end' })
  return (card) => {
    const { width, height } = card
    shell.draw(card, roundedPath(width, height, 6))
    setText(figure, card.figure)
    set(figure, 'x', width - 10)
    fitText(name, card.name, width - 28 - figureRoom(card.figure), 'name')
    const pips = card.workers && card.workers.all <= mostPips ? card.workers.all : 0
    const written = card.workers && pips === 0 ? `${card.workers.busy}/${card.workers.all} busy` : ''
    drawPips(workers, card, pips)
    show(count, written !== '')
    setText(count, written)
    set(count, 'x', width - 10)
    const taken = pips > 0 ? pips * pipStep + 4 : widthOf(written, 'small')
    fitText(place, card.place, width - 24 - taken, 'small', 'start')
  }
}

function drawPips(group: SVGGElement, { width, workers }: CodeCard, pips: number): void {
  if (workers) set(group, 'class', `workers ${toneClass(workers.tone)}`)
  while (group.childElementCount > pips) group.lastElementChild?.remove()
  while (group.childElementCount < pips) svg(group, 'rect', { y: 28, width: 6, height: 9, rx: 1.5 })
  const pipsDrawn = [...group.children]
  pipsDrawn.forEach((pip, i) => {
    set(pip, 'x', width - 10 - (pips - i) * pipStep + 3)
    set(pip, 'class', i >= pips - (workers?.busy ?? 0) ? 'pip busy' : 'pip')
  })
}
