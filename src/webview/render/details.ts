import { select } from 'd3'
import type { SourcePosition } from '../../protocol/graph.ts'
import type { Chart, CodeLink, Details, Overview, Row, Section } from '../detailsModel.ts'
import type { Explanation } from '../explain.ts'
import { figure } from '../format.ts'
import { html, set, setText, show, svg } from './dom.ts'
import { sparkPart } from './parts.ts'
import { iconButton } from './toolbar.ts'

export interface DetailsHandlers {
  readonly onOpen: (title: string, position: SourcePosition) => void
  readonly onSelect: (id: string) => void
  readonly onClose: () => void
}

export interface DetailsPane {
  readonly element: HTMLElement
  draw(details: Details | undefined, overview: Overview): void
}

const chartSize = { width: 284, height: 64 }

export function createDetails(handlers: DetailsHandlers): DetailsPane {
  const name = html('h2', {})
  const subtitle = html('div', { class: 'subtitle' })
  const verdict = html('b', {})
  const because = html('span', {})
  const why = html('div', { class: 'why', 'data-part': 'explanation', 'aria-live': 'polite' }, verdict, ' ', because)
  const sections = html('div', { class: 'sections' })
  const chart = createChart()
  const code = html('ul', { class: 'code-links' })
  const codeSection = html('section', { 'data-section': 'Code' }, html('h3', {}, 'Code'), code)
  const troubles = html('ul', { class: 'troubles' })
  const content = html('div', { class: 'details-content' }, why, sections, chart.element, codeSection, troubles)
  const head = html(
    'div',
    { class: 'details-head' },
    html('div', { class: 'details-names' }, name, subtitle),
    iconButton('close', 'Hide details', handlers.onClose),
  )
  const element = html('aside', { class: 'details', 'data-part': 'details', 'aria-label': 'Details' }, head, content)
  let shown: string | undefined

  const drawExplanation = (explanation: Explanation | undefined): void => {
    show(why, explanation !== undefined)
    set(why, 'class', `why tone-${explanation?.tone ?? 'calm'}`)
    setText(verdict, explanation?.verdict ?? '')
    setText(because, explanation?.because ?? '')
  }
  return {
    element,
    draw(details, overview) {
      if (shown !== details?.id) content.scrollTop = 0
      shown = details?.id
      set(element, 'data-of', details?.id)
      setText(name, details?.name ?? 'Event flows')
      set(name, 'title', details?.name)
      setText(subtitle, details?.subtitle ?? 'Select a node to see its figures')
      show(troubles, details === undefined)
      if (details) {
        drawExplanation(details.explanation)
        drawSections(sections, details.sections)
      } else {
        drawExplanation(
          overview.troubles.length === 0 ? { tone: 'calm', verdict: 'Nothing is stuck.', because: '' } : undefined,
        )
        drawSections(sections, [{ title: 'In sight', rows: overview.counts }])
        drawTroubles(troubles, overview, handlers.onSelect)
      }
      chart.draw(details?.chart)
      show(codeSection, (details?.code.length ?? 0) > 0)
      drawLinks(code, details?.code ?? [], handlers.onOpen)
    },
  }
}

function drawSections(parent: HTMLElement, sections: readonly Section[]): void {
  select(parent)
    .selectAll<HTMLElement, Section>(':scope > section')
    .data(sections, ({ title }) => title)
    .join((enter) => {
      const section = enter.append('section').attr('data-section', ({ title }) => title)
      section.append('h3').text(({ title }) => title)
      section.append('div').attr('class', 'rows')
      return section
    })
    .order()
    .each(function ({ rows }) {
      drawRows(this.children[1] ?? this, rows)
    })
}

function drawRows(parent: Element, rows: readonly Row[]): void {
  select(parent)
    .selectAll<HTMLElement, Row>(':scope > div')
    .data(rows)
    .join((enter) => {
      const row = enter.append('div').attr('class', 'row')
      row.append('span')
      row.append('span').attr('class', 'value')
      return row
    })
    .each(function ({ label, value, tone }) {
      const [first, second] = this.children
      if (!first || !second) return
      setText(first, label)
      set(first, 'title', label)
      setText(second, value)
      set(second, 'class', tone === 'calm' ? 'value' : `value toned tone-${tone}`)
    })
}

function drawLinks(parent: HTMLElement, links: readonly CodeLink[], onOpen: DetailsHandlers['onOpen']): void {
  select(parent)
    .selectAll<HTMLElement, CodeLink>('li')
    .data(links, ({ title }) => title)
    .join((enter) =>
      enter.append('li').each(function ({ name, place, title, does, position }) {
        const button = html('button', { type: 'button', class: 'link', title }, name)
        button.addEventListener('click', () => onOpen(name, position))
        this.append(
          button,
          html('span', { class: 'does' }, ` ${does} `),
          html('span', { class: 'where', title }, place),
        )
      }),
    )
    .order()
}

function drawTroubles(parent: HTMLElement, { troubles }: Overview, onSelect: (id: string) => void): void {
  select(parent)
    .selectAll<HTMLElement, Overview['troubles'][number]>('li')
    .data(troubles, ({ id }) => id)
    .join((enter) =>
      enter.append('li').each(function ({ id }) {
        const button = html('button', { type: 'button', class: 'trouble' }, html('b', {}), html('span', {}))
        button.addEventListener('click', () => onSelect(id))
        this.append(button)
      }),
    )
    .order()
    .each(function ({ name, explanation }) {
      const button = this.firstElementChild
      const [first, second] = button?.children ?? []
      if (!button || !first || !second) return
      set(button, 'class', `trouble tone-${explanation.tone}`)
      setText(first, name)
      setText(second, ` ${explanation.verdict}`)
    })
}

function createChart(): { readonly element: HTMLElement; readonly draw: (chart: Chart | undefined) => void } {
  const { width, height } = chartSize
  const figureElement = html('section', { 'data-section': 'Depth, last minute' }, html('h3', {}, 'Depth, last minute'))
  const picture = svg(figureElement, 'svg', {
    class: 'chart',
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    preserveAspectRatio: 'none',
  })
  const capacityLine = svg(picture, 'line', { class: 'capacity-line', x1: 0, x2: width, y1: 8, y2: 8 })
  const spark = sparkPart(picture, { x: 0, y: 8, width, height: height - 10 }, true)
  const caption = html('div', { class: 'caption' })
  figureElement.append(caption)
  return {
    element: figureElement,
    draw(chart) {
      show(figureElement, chart !== undefined)
      if (!chart) return
      const { history, capacity, full } = chart
      const peak = Math.max(...history)
      const bound = capacity !== null && capacity > 0
      show(capacityLine, bound)
      spark(history, bound ? Math.max(capacity, peak) : peak, full ? 'warn' : 'flow')
      const words = bound ? `capacity ${figure(capacity)} · peak ${figure(peak)}` : `no bound · peak ${figure(peak)}`
      setText(caption, words)
      set(picture, 'aria-label', `Depth in the last minute, ${words}`)
    },
  }
}
