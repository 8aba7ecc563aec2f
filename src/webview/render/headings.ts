import { select, type ZoomTransform } from 'd3'
import type { Picture } from '../picture.ts'
import type { Column } from '../layout/columns.ts'
import { html } from './dom.ts'

/** Names of the columns, at the top of the surface whatever part of the picture is in sight. */
export interface Headings {
  readonly element: HTMLElement
  draw(picture: Picture): void
  moved(transform: ZoomTransform): void
}

export function createHeadings(): Headings {
  const element = html('div', { class: 'headings', 'aria-hidden': 'true' })
  let columns: readonly Column[] = []
  let transform: Pick<ZoomTransform, 'x' | 'k'> = { x: 0, k: 1 }
  const place = (): void => {
    select(element)
      .selectAll<HTMLElement, Column>('span')
      .style('left', ({ x }) => `${x * transform.k + transform.x}px`)
      .style('max-width', ({ width }) => `${width * transform.k + 40}px`)
    element.classList.toggle('hidden', transform.k < 0.4)
  }
  return {
    element,
    draw(picture) {
      columns = picture.layout.columns
      const words = headingsOf(picture)
      select(element)
        .selectAll<HTMLElement, Column>('span')
        .data(columns)
        .join('span')
        .text((_, at) => words[at] ?? '')
      place()
    },
    moved(next) {
      transform = next
      place()
    },
  }
}

/** What stands in a column decides its name: a producer in the middle makes it a column of code. */
export function headingsOf({ layout, cards, index }: Pick<Picture, 'layout' | 'cards' | 'index'>): string[] {
  return layout.columns.map(({ column, band }) => {
    const here = cards.filter(({ id }) => {
      const place = layout.places.get(id)
      return place?.column === column && place.band === band
    })
    if (here.every(({ kind }) => kind !== 'code')) {
      if (column > 1) return 'Leads to'
      const kinds = new Set(here.map(({ kind }) => (kind === 'dead-letter' ? 'queue' : kind)))
      return listed([kinds.has('queue') && 'queues', kinds.has('topic') && 'topics', kinds.has('event') && 'events'])
    }
    const code = here.flatMap(({ id }) => index.code.get(id) ?? [])
    if (code.every(({ receives }) => !receives)) return 'Producers'
    return code.every(({ receives }) => receives) ? 'Consumers' : 'Code'
  })
}

function listed(parts: readonly (string | false)[]): string {
  const words = parts.filter((part) => part !== false)
  const text = words.length < 3 ? words.join(' and ') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
  return text.charAt(0).toUpperCase() + text.slice(1)
}
