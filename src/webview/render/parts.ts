import { area, curveLinear, line } from 'd3'
import type { Bar, CardTone, Pill } from '../cards/card.ts'
import { set, setText, show, svg } from './dom.ts'
import { widthOf } from './fitText.ts'

/** Small parts of cards. Each gives a function that draws new facts into the same elements. */

export const toneClass = (tone: CardTone): string => `tone-${tone}`

export const pillWidth = (text: string): number => Math.ceil(widthOf(text, 'pill')) + 18

export function pillPart(parent: Element): (pill: Pill | undefined, x: number, y: number) => void {
  const group = svg(parent, 'g', { class: 'pill' })
  const back = svg(group, 'rect', { height: 17, rx: 8.5, y: -8.5 })
  const text = svg(group, 'text', { class: 'pill-text', 'text-anchor': 'middle', y: 4 })
  show(group, false)
  return (pill, x, y) => {
    show(group, pill !== undefined)
    if (pill === undefined) return
    const width = pillWidth(pill.text)
    set(group, 'class', `pill ${toneClass(pill.tone)}`)
    set(group, 'transform', `translate(${x} ${y})`)
    set(back, 'x', -width / 2)
    set(back, 'width', width)
    setText(text, pill.text)
  }
}

export interface Room {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One bar, or a cell for each place if there are few. */
export function barPart(parent: Element, { x, y, width, height }: Room): (bar: Bar) => void {
  const group = svg(parent, 'g', { class: 'bar' })
  const radius = height / 2
  let cells = -1
  let fills: SVGRectElement[] = []
  let hatches: SVGRectElement[] = []
  const build = (count: number): void => {
    group.replaceChildren()
    fills = []
    hatches = []
    const gap = 3
    const each = count === 0 ? width : (width - gap * (count - 1)) / count
    const corner = count === 0 ? radius : 2.5
    for (let i = 0; i < Math.max(1, count); i++) {
      const box = { x: x + i * (each + gap), y, width: each, height, rx: corner }
      svg(group, 'rect', { ...box, class: 'track' })
      fills.push(svg(group, 'rect', { ...box, class: 'fill' }))
      hatches.push(svg(group, 'rect', { ...box, class: 'hatch' }))
    }
    cells = count
  }
  return (bar) => {
    const count = bar.cells ?? 0
    if (count !== cells) build(count)
    set(group, 'class', `bar ${toneClass(bar.tone)}${bar.hatched ? ' hatched' : ''}`)
    if (count > 0) {
      const filled = Math.round(bar.share * count)
      fills.forEach((fill, i) => show(fill, i < filled))
      hatches.forEach((hatch, i) => show(hatch, bar.hatched && i < filled))
      return
    }
    const [fill, hatch] = [fills[0], hatches[0]]
    if (!fill || !hatch) return
    const length = bar.share <= 0 ? 0 : Math.max(height, width * bar.share)
    show(fill, length > 0)
    show(hatch, bar.hatched && length > 0)
    set(fill, 'width', length.toFixed(1))
    set(hatch, 'width', length.toFixed(1))
  }
}

const strokes = line<readonly [number, number]>().curve(curveLinear)
const areas = area<readonly [number, number]>().curve(curveLinear)

/** Points of a history in a room, the newest at the right edge; `most` is the value at the top. */
function historyPoints(
  history: readonly number[],
  { x, y, width, height }: Room,
  most: number,
  slots: number,
): [number, number][] {
  const step = width / Math.max(1, slots - 1)
  const first = x + width - step * (history.length - 1)
  return history.map((value, i) => [
    round(first + i * step),
    round(y + height - (Math.min(most, value) / most) * height),
  ])
}

/** A line without axes, and the area under it if wanted. */
export function sparkPart(
  parent: Element,
  room: Room,
  filled: boolean,
): (history: readonly number[], most: number, tone: CardTone) => void {
  const group = svg(parent, 'g', { class: 'spark' })
  const under = filled ? svg(group, 'path', { class: 'spark-area' }) : undefined
  const path = svg(group, 'path', { class: 'spark-line' })
  let before: readonly number[] | undefined
  let mostBefore = -1
  return (history, most, tone) => {
    const drawn = history.length > 1
    show(group, drawn)
    if (!drawn) return
    set(group, 'class', `spark ${toneClass(tone)}`)
    // It grows once a second, other figures ten times.
    if (mostBefore === most && before?.length === history.length && before.every((value, at) => value === history[at]))
      return
    before = history
    mostBefore = most
    const points = historyPoints(history, room, Math.max(1, most), 60)
    set(path, 'd', strokes(points) ?? '')
    if (under)
      set(
        under,
        'd',
        areas
          .x(([x]) => x)
          .y0(room.y + room.height)
          .y1(([, y]) => y)(points) ?? '',
      )
  }
}

const round = (value: number): number => Math.round(value * 10) / 10
