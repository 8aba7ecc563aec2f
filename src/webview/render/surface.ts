import { select, zoom, zoomIdentity, type ZoomTransform } from 'd3'
import { html, svg } from './dom.ts'

/** The area that is panned and zoomed. World coordinates are those of the layout. */
export interface Surface {
  readonly element: HTMLElement
  readonly svg: SVGSVGElement
  readonly world: SVGGElement
  readonly transform: () => ZoomTransform
  zoomBy(factor: number): void
  /** All of it, never larger than life. */
  fit(bounds: Bounds): void
  /** The first look: all of it if it stays readable, else its beginning. */
  firstLook(bounds: Bounds): void
  /** Moves as little as needed to have it in sight. */
  bringIntoSight(box: Bounds): void
  /** What moves from here on for a moment, moves smoothly. */
  glide(): void
  /** The user panned or zoomed since the last fit. */
  readonly touched: () => boolean
}

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const margin = { top: 48, right: 28, bottom: 44, left: 28 } as const
const smallest = 0.05
const largest = 3
const glideTime = 300
/** Below this, text is no longer read but seen. */
const readable = 0.75

export function createSurface(onTransform: (transform: ZoomTransform) => void): Surface {
  const element = html('div', { class: 'surface' })
  const root = svg(element, 'svg', { class: 'graph', role: 'group', 'aria-label': 'Event graph' })
  defineMarkers(root)
  const world = svg(root, 'g', { class: 'world' })
  let touched = false
  let gliding: ReturnType<typeof setTimeout> | undefined
  let current = zoomIdentity

  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([smallest, largest])
    .clickDistance(4)
    .filter((event: MouseEvent) =>
      event.type === 'wheel' ? event.ctrlKey || event.metaKey : event.button <= 1 && !event.ctrlKey,
    )
    .on('zoom', ({ transform, sourceEvent }: { readonly transform: ZoomTransform; readonly sourceEvent: unknown }) => {
      if (sourceEvent) touched = true
      current = transform
      world.setAttribute('transform', transform.toString())
      root.classList.toggle('far', transform.k <= 0.5)
      root.classList.toggle('blocks', transform.k <= 0.25)
      onTransform(transform)
    })
  const selection = select(root).call(behaviour).on('dblclick.zoom', null)
  root.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey || event.metaKey) return
      event.preventDefault()
      touched = true
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1
      const [dx, dy] = event.shiftKey && event.deltaX === 0 ? [event.deltaY, 0] : [event.deltaX, event.deltaY]
      behaviour.translateBy(selection, (-dx * unit) / current.k, (-dy * unit) / current.k)
    },
    { passive: false },
  )
  const apply = (transform: ZoomTransform): void => {
    behaviour.transform(selection, transform)
  }
  const room = (): { readonly width: number; readonly height: number } => ({
    width: Math.max(1, element.clientWidth - margin.left - margin.right),
    height: Math.max(1, element.clientHeight - margin.top - margin.bottom),
  })
  const place = (bounds: Bounds, k: number): void => {
    const { width, height } = room()
    const spare = { x: Math.max(0, width - bounds.width * k), y: Math.max(0, height - bounds.height * k) }
    // Not in the middle of a large empty area: a picture is read from its upper left.
    const x = margin.left + spare.x / 2 - bounds.x * k
    const y = margin.top + Math.min(spare.y / 2, 24) - bounds.y * k
    apply(zoomIdentity.translate(x, y).scale(k))
  }
  const fitting = ({ width, height }: Bounds): number =>
    Math.max(smallest, Math.min(1, room().width / Math.max(1, width), room().height / Math.max(1, height)))
  return {
    element,
    svg: root,
    world,
    transform: () => current,
    touched: () => touched,
    glide() {
      root.classList.add('gliding')
      clearTimeout(gliding)
      gliding = setTimeout(() => root.classList.remove('gliding'), glideTime)
    },
    zoomBy(factor) {
      touched = true
      behaviour.scaleBy(selection, factor)
    },
    fit(bounds) {
      touched = false
      place(bounds, fitting(bounds))
    },
    firstLook(bounds) {
      touched = false
      place(bounds, Math.max(readable, fitting(bounds)))
    },
    bringIntoSight(box) {
      const { x, y, k } = current
      const left = box.x * k + x
      const top = box.y * k + y
      const dx = nudge(left, left + box.width * k, margin.left, element.clientWidth - margin.right)
      const dy = nudge(top, top + box.height * k, margin.top, element.clientHeight - margin.bottom)
      if (dx !== 0 || dy !== 0) apply(zoomIdentity.translate(x + dx, y + dy).scale(k))
    },
  }
}

/** How far [from, to] has to move to lie in [least, most]; its beginning counts if it is longer. */
function nudge(from: number, to: number, least: number, most: number): number {
  if (from < least || to - from > most - least) return least - from
  return to > most ? most - to : 0
}

function defineMarkers(root: SVGSVGElement): void {
  const defs = svg(root, 'defs')
  for (const tone of ['calm', 'faint', 'warn', 'bad', 'near']) {
    const marker = svg(defs, 'marker', {
      id: `arrow-${tone}`,
      class: `arrow tone-${tone}`,
      viewBox: '0 0 8 8',
      refX: 7,
      refY: 4,
      markerWidth: 8,
      markerHeight: 8,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    })
    svg(marker, 'path', { d: 'M0 .8 7 4 0 7.2Z' })
  }
  const hatch = svg(defs, 'pattern', {
    id: 'hatch',
    width: 6,
    height: 6,
    patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)',
  })
  svg(hatch, 'rect', { class: 'hatch-line', width: 2.4, height: 6 })
}
