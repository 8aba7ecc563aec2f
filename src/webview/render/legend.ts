import type { EdgeLine } from '../edgeLines.ts'
import { html, show, svg } from './dom.ts'
import { diamond } from './topicView.ts'
import { barPart } from './parts.ts'

export interface Legend {
  readonly element: HTMLElement
  draw(lines: readonly EdgeLine[]): void
}

/** What the signs mean, in one line. */
export function createLegend(): Legend {
  const element = html('div', { class: 'legend', 'data-part': 'legend' })
  const entry = (word: string, width: number, draw: (sign: SVGSVGElement) => void): HTMLElement => {
    const sign = svg(element, 'svg', { width, height: 12, 'aria-hidden': 'true' })
    draw(sign)
    const shown = html('span', {}, sign, word)
    element.append(shown)
    return shown
  }
  entry('command', 26, (sign) => svg(sign, 'line', { class: 'edge-line tone-calm', x1: 0, x2: 26, y1: 6, y2: 6 }))
  entry('event', 26, (sign) => svg(sign, 'line', { class: 'edge-line tone-calm dashes', x1: 0, x2: 26, y1: 6, y2: 6 }))
  entry('failure', 11, (sign) => svg(sign, 'path', { class: 'diamond', d: diamond(5.5, 6, 5) }))
  entry('full', 26, (sign) =>
    barPart(sign, { x: 0, y: 1, width: 26, height: 10 })({ share: 1, tone: 'warn', hatched: true }),
  )
  entry('busy worker', 7, (sign) => {
    const workers = svg(sign, 'g', { class: 'workers tone-flow' })
    svg(workers, 'rect', { class: 'pip busy', x: 0.5, y: 1.5, width: 6, height: 9, rx: 1.5 })
  })
  const crossing = entry('between packages', 26, (sign) => {
    svg(sign, 'line', { class: 'edge-line tone-calm', x1: 0, x2: 26, y1: 6, y2: 6 })
    svg(sign, 'path', { class: 'border-sign tone-calm', d: 'M11 1V11M15 1V11' })
  })
  return {
    element,
    draw(lines) {
      // Most workspaces have one package, and no need to know the sign.
      show(
        crossing,
        lines.some((line) => line.crossing),
      )
    },
  }
}
