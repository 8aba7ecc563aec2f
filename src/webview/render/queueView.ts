import type { DeadLetterCard, QueueCard } from '../cards/card.ts'
import { cardShell, roundedPath, type DrawCard } from './cardView.ts'
import { set, setText, svg } from './dom.ts'
import { fitText, widthOf } from './fitText.ts'
import { barPart, sparkPart, toneClass } from './parts.ts'

const sparkRoom = { width: 50, height: 14 }

export function queueView(node: SVGGElement): DrawCard<QueueCard> {
  const shell = cardShell(node)
  const sign = queueSign(shell.near)
  const name = svg(shell.near, 'text', { class: 'name', x: 31, y: 21 })
  const spark = sparkPart(shell.near, { x: 232 - 12 - sparkRoom.width, y: 10, ...sparkRoom }, false)
  const bar = barPart(shell.near, { x: 12, y: 33, width: 232 - 24, height: 12 })
  const depth = svg(shell.near, 'text', { class: 'figure strong', x: 12, y: 62, 'data-part': 'depth' })
  const aside = svg(shell.near, 'text', { y: 62, 'text-anchor': 'end', 'data-part': 'aside' })
  const foot = svg(shell.near, 'text', { class: 'small', x: 12, y: 78, 'data-part': 'foot' })
  return (card) => {
    const { width, height, tone } = card
    shell.draw(card, roundedPath(width, height, 4))
    set(sign, 'class', `sign ${toneClass(tone)}`)
    fitText(name, card.name, width - 31 - 12 - (card.history.length > 1 ? sparkRoom.width + 8 : 0), 'name')
    spark(card.history, Math.max(card.capacity ?? 0, ...card.history), tone)
    bar(card.bar)
    setText(depth, card.depth)
    setText(aside, card.aside.text)
    set(aside, 'x', width - 12)
    set(aside, 'class', `small toned ${toneClass(card.aside.tone)}`)
    fitText(foot, card.foot, width - 24, 'small')
  }
}

export function deadLetterView(node: SVGGElement): DrawCard<DeadLetterCard> {
  const shell = cardShell(node)
  const sign = queueSign(shell.near)
  const name = svg(shell.near, 'text', { class: 'name', x: 31, y: 20 })
  const count = svg(shell.near, 'text', { x: 12, y: 37, 'data-part': 'depth' })
  return (card) => {
    shell.draw(card, roundedPath(card.width, card.height, 4))
    set(sign, 'class', `sign ${toneClass(card.tone)}`)
    fitText(name, card.name, card.width - 31 - 10, 'name')
    fitText(count, card.count, card.width - 24, 'small')
    set(count, 'class', `small toned ${toneClass(card.tone)}${widthOf(card.count, 'small') > 0 ? '' : ' empty'}`)
  }
}

/** Three upright strokes: messages in line. */
function queueSign(parent: Element): SVGGElement {
  const sign = svg(parent, 'g', { class: 'sign' })
  for (let i = 0; i < 3; i++) svg(sign, 'rect', { x: 12 + i * 4.5, y: 11, width: 2.6, height: 11, rx: 1 })
  return sign
}
