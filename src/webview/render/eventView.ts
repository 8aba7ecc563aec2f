import type { EventCard } from '../cards/card.ts'
import { cardShell, notchedPath, type DrawCard } from './cardView.ts'
import { set, setText, svg } from './dom.ts'
import { figureRoom, fitText, widthOf } from './fitText.ts'
import { icon } from './icons.ts'
import { toneClass } from './parts.ts'

export function eventView(node: SVGGElement): DrawCard<EventCard> {
  const shell = cardShell(node)
  const sign = svg(shell.near, 'g', { class: 'sign' })
  const bolt = icon('event')
  for (const [key, value] of Object.entries({ x: 14, y: 8, width: 16, height: 16 }))
    bolt.setAttribute(key, String(value))
  sign.append(bolt)
  const name = svg(shell.near, 'text', { class: 'name', x: 34, y: 21 })
  const figure = svg(shell.near, 'text', { class: 'figure', y: 21, 'text-anchor': 'end', 'data-part': 'figure' })
  const emitter = svg(shell.near, 'text', { class: 'small', x: 34, y: 40 })
  const listeners = svg(shell.near, 'text', { class: 'small', y: 40, 'text-anchor': 'end', 'data-part': 'listeners' })
  return (card) => {
    const right = card.width - 20
    shell.draw(card, notchedPath(card.width, card.height, 6, true))
    set(sign, 'class', `sign ${toneClass(card.tone)}`)
    setText(figure, card.figure)
    setText(listeners, card.listeners)
    set(figure, 'x', right)
    set(listeners, 'x', right)
    fitText(name, card.name, right - 34 - 6 - figureRoom(card.figure), 'name')
    fitText(emitter, card.emitter, right - 34 - 10 - widthOf(card.listeners, 'small'), 'small')
  }
}
