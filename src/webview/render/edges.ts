import { select } from 'd3'
import type { EdgeLine } from '../edgeLines.ts'
import { pathOf, trackOf, type Point, type Track } from '../layout/route.ts'
import type { Picture } from '../picture.ts'
import { set, setText, show, svg } from './dom.ts'
import { pillPart, toneClass } from './parts.ts'
import { diamond } from './topicView.ts'

export interface EdgeHandlers {
  readonly onClick: (id: string) => void
}

export interface Edges {
  draw(picture: Picture): void
  /** Where marks can move, by id of an edge. */
  readonly tracks: ReadonlyMap<string, Track>
}

export function createEdges(parent: SVGGElement, handlers: EdgeHandlers): Edges {
  const views = new WeakMap<Element, (line: EdgeLine, path: string, middle: Point) => void>()
  const tracks = new Map<string, Track>()
  const paths = new Map<string, string>()
  let arrangement = -1

  return {
    tracks,
    draw({ lines, layout, near, arrangement: next }) {
      if (arrangement !== next) {
        tracks.clear()
        paths.clear()
        for (const [id, route] of layout.routes) {
          tracks.set(id, trackOf(route))
          paths.set(id, pathOf(route))
        }
        arrangement = next
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
            .each(function () {
              views.set(this, edgeView(this))
            }),
        )
        .each(function (line) {
          const track = tracks.get(line.id)
          if (track) views.get(this)?.(line, paths.get(line.id) ?? '', track.at(track.length / 2))
          const isNear = near?.has(line.id) ?? false
          this.classList.toggle('near', isNear)
          this.classList.toggle('aside', near !== undefined && !isNear)
        })
    },
  }
}

function edgeView(element: SVGGElement): (line: EdgeLine, path: string, middle: Point) => void {
  const title = svg(element, 'title')
  const reach = svg(element, 'path', { class: 'edge-reach' })
  const stroke = svg(element, 'path', { class: 'edge-line' })
  const failure = svg(element, 'path', { class: 'diamond' })
  const pill = pillPart(element)
  let widthDrawn: number | undefined
  return ({ kind, tone, dashed, width, pill: text, title: words }, path, middle) => {
    const failed = kind === 'dead-letter' && tone === 'bad'
    const classes = `edge ${toneClass(tone)}${dashed ? ' dashed' : ''}`
    // Near and aside are toggled apart from the rest.
    const state = ['near', 'aside'].filter((name) => element.classList.contains(name)).join(' ')
    set(element, 'class', state === '' ? classes : `${classes} ${state}`)
    set(reach, 'd', path)
    set(stroke, 'd', path)
    set(stroke, 'marker-end', `url(#arrow-${tone})`)
    if (widthDrawn !== width) stroke.style.setProperty('--width', String(width))
    widthDrawn = width
    setText(title, words)
    // Giving up is rare: no mark would be on its way when one looks.
    show(failure, failed)
    set(failure, 'd', diamond(middle.x, middle.y, 5))
    pill(text === undefined ? undefined : { text, tone: 'warn' }, middle.x, middle.y)
  }
}
