import { select } from 'd3'
import type { EdgeLine } from '../edgeLines.ts'
import { pathOf, trackOf, type Point, type Track } from '../layout/route.ts'
import type { Picture } from '../picture.ts'
import { set, setText, show, svg } from './dom.ts'
import { pillPart, toneClass } from './parts.ts'
import { diamond } from './topicView.ts'

export interface EdgeHandlers {
  readonly onClick: (id: string) => void
  /** The edge in words, for a pointer that rests on it. */
  readonly titleOf: (id: string) => string
}

export interface Edges {
  draw(picture: Picture): void
  /** Where marks can move, by id of an edge. */
  readonly tracks: ReadonlyMap<string, Track>
}

export function createEdges(parent: SVGGElement, handlers: EdgeHandlers): Edges {
  const views = new WeakMap<Element, (view: EdgeView) => void>()
  const tracks = new Map<string, Track>()
  const paths = new Map<string, string>()
  const middles = new Map<string, Point>()
  const borders = new Map<string, string>()
  let arrangement = -1

  const border = ({ id, crossing }: EdgeLine): string => (crossing ? (borders.get(id) ?? '') : '')

  return {
    tracks,
    draw({ lines, layout, near, arrangement: next }) {
      if (arrangement !== next) {
        tracks.clear()
        paths.clear()
        middles.clear()
        borders.clear()
        for (const [id, route] of layout.routes) {
          const track = trackOf(route)
          tracks.set(id, track)
          middles.set(id, track.at(track.length / 2))
          paths.set(id, pathOf(route))
        }
        arrangement = next
      }
      for (const { id, kind, crossing } of lines) {
        const track = tracks.get(id)
        if (crossing && track && !borders.has(id)) borders.set(id, borderSign(track, kind === 'send' ? 'start' : 'end'))
      }
      select(parent)
        .selectAll<SVGGElement, EdgeLine>('g.edge')
        .data(lines, ({ id }) => id)
        .join((enter) =>
          enter
            .append('g')
            .attr('data-edge', ({ id }) => id)
            .attr('data-kind', ({ kind }) => kind)
            .on('click', (event: MouseEvent, { id }) => {
              event.stopPropagation()
              handlers.onClick(id)
            })
            .on('pointerenter', function (_, { id }) {
              const title = this.querySelector('title')
              if (title) setText(title, handlers.titleOf(id))
            })
            .each(function () {
              views.set(this, edgeView(this))
            }),
        )
        .each(function (line) {
          const middle = middles.get(line.id)
          const relation = near === undefined ? '' : near.has(line.id) ? 'near' : 'aside'
          if (middle)
            views.get(this)?.({ line, path: paths.get(line.id) ?? '', border: border(line), middle, relation })
        })
    },
  }
}

interface EdgeView {
  readonly line: EdgeLine
  readonly path: string
  /** The path of the sign for a line that leaves its package; empty if it does not. */
  readonly border: string
  readonly middle: Point
  /** How it stands to the selected node, if one is. */
  readonly relation: 'near' | 'aside' | ''
}

function edgeView(element: SVGGElement): (view: EdgeView) => void {
  svg(element, 'title')
  const reach = svg(element, 'path', { class: 'edge-reach' })
  const stroke = svg(element, 'path', { class: 'edge-line' })
  const sign = svg(element, 'path', { class: 'border-sign' })
  const failure = svg(element, 'path', { class: 'diamond' })
  const pill = pillPart(element)
  let widthDrawn: number | undefined
  let rest = ''
  return ({ line: { kind, tone, dashed, width, pill: text }, path, border, middle, relation }) => {
    if (widthDrawn !== width) stroke.style.setProperty('--width', String(width))
    widthDrawn = width
    // The width follows each figure; the rest changes seldom.
    const wanted = `${tone} ${dashed} ${relation} ${text} ${path} ${border}`
    if (wanted === rest) return
    rest = wanted
    set(element, 'class', ['edge', toneClass(tone), dashed ? 'dashed' : '', relation].filter(Boolean).join(' '))
    set(reach, 'd', path)
    set(stroke, 'd', path)
    set(sign, 'd', border)
    set(stroke, 'marker-end', `url(#arrow-${tone})`)
    // Giving up is rare: no mark would be on its way when one looks.
    show(failure, kind === 'dead-letter' && tone === 'bad')
    set(failure, 'd', diamond(middle.x, middle.y, 5))
    pill(text === undefined ? undefined : { text, tone: 'warn' }, middle.x, middle.y)
  }
}

/** How far from the code's card the sign stands, in pixels: clear of the arrow head. */
const signDistance = 24

/** Two short strokes across a line, beside the code that is in another package than the other side. */
function borderSign(track: Track, end: 'start' | 'end'): string {
  return [-2, 2]
    .map((offset) => {
      const at = Math.min(signDistance, track.length / 3) + offset
      const distance = end === 'start' ? at : track.length - at
      const [before, here, after] = [track.at(distance - 1), track.at(distance), track.at(distance + 1)]
      const length = Math.hypot(after.x - before.x, after.y - before.y) || 1
      const [x, y] = [(-5 * (after.y - before.y)) / length, (5 * (after.x - before.x)) / length]
      return `M${round(here.x - x)} ${round(here.y - y)}L${round(here.x + x)} ${round(here.y + y)}`
    })
    .join('')
}

const round = (value: number): number => Math.round(value * 10) / 10
