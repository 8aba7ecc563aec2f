import { laneHeight, lanePort, topicWidth, type Lane, type TopicCard } from '../cards/card.ts'
import { cardShell, notchedPath, type DrawCard } from './cardView.ts'
import { set, setText, show, svg } from './dom.ts'
import { figureRoom, fitText } from './fitText.ts'
import { barPart, toneClass } from './parts.ts'

const barRoom = { x: 118, width: 60, height: 8 }

export function topicView(node: SVGGElement): DrawCard<TopicCard> {
  const shell = cardShell(node)
  const sign = fanSign(shell.near)
  const name = svg(shell.near, 'text', { class: 'name', x: 34, y: 21 })
  const fan = svg(shell.near, 'text', { class: 'small', y: 21, 'text-anchor': 'end', 'data-part': 'fan' })
  const lanes = svg(shell.near, 'g', { class: 'lanes' })
  const nobody = svg(shell.near, 'text', { class: 'small', x: 18, y: 34 + 17 })
  setText(nobody, 'no subscription')
  const views = new Map<string, { readonly element: SVGGElement; readonly draw: (lane: Lane, at: number) => void }>()
  return (card) => {
    const { width, height } = card
    shell.draw(card, notchedPath(width, height, 6, false))
    set(sign, 'class', `sign ${toneClass(card.tone)}`)
    setText(fan, card.fan)
    set(fan, 'x', width - 12)
    fitText(name, card.name, width - 34 - 18 - figureRoom(card.fan), 'name')
    show(nobody, card.lanes.length === 0)
    card.lanes.forEach((lane, at) => {
      let view = views.get(lane.id)
      if (!view) views.set(lane.id, (view = laneView(lanes)))
      view.draw(lane, at)
    })
    for (const [id, { element }] of views)
      if (!card.lanes.some((lane) => lane.id === id)) {
        element.remove()
        views.delete(id)
      }
  }
}

function laneView(parent: Element): { readonly element: SVGGElement; readonly draw: (lane: Lane, at: number) => void } {
  const element = svg(parent, 'g', { class: 'lane' })
  const title = svg(element, 'title')
  svg(element, 'rect', { class: 'lane-back', x: 12, y: 1, width: topicWidth - 13, height: laneHeight - 2 })
  svg(element, 'line', { class: 'lane-line', x1: 12, x2: topicWidth - 1, y1: 0, y2: 0 })
  const name = svg(element, 'text', { x: 18, y: 17 })
  const bar = barPart(element, { ...barRoom, y: 9 })
  const depth = svg(element, 'text', { x: topicWidth - 26, y: 17, 'text-anchor': 'end', 'data-part': 'depth' })
  const middle = laneHeight / 2
  const failure = svg(element, 'path', { class: 'diamond', d: diamond(topicWidth - 16, middle, 5) })
  svg(element, 'circle', { class: 'port', cx: topicWidth, cy: middle, r: 3.4 })
  return {
    element,
    draw(lane, at) {
      set(element, 'data-subscription', lane.id)
      set(element, 'class', lane.faint ? 'lane faint' : 'lane')
      set(element, 'transform', `translate(0 ${lanePort(at) - middle})`)
      setText(title, lane.title)
      fitText(name, lane.name, barRoom.x - 18 - 8, 'small')
      set(name, 'class', lane.faint ? 'small' : 'figure')
      bar(lane.bar)
      setText(depth, lane.depth)
      set(depth, 'class', lane.tone === 'calm' ? 'figure' : `figure strong toned ${toneClass(lane.tone)}`)
      show(failure, lane.failing)
    },
  }
}

/** One line that becomes three. */
function fanSign(parent: Element): SVGPathElement {
  return svg(parent, 'path', { class: 'sign', d: 'M14 17h5m0 0l8-6m-8 6h9m-9 0l8 6' })
}

export const diamond = (x: number, y: number, r: number): string => `M${x} ${y - r}l${r} ${r}l${-r} ${r}l${-r} ${-r}Z`
