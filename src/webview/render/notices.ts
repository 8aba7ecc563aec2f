import { select } from 'd3'
import type { ViewCommand } from '../../protocol/view.ts'
import type { Banner, Notice, NoticeAction } from '../notice.ts'
import { html, set, setText, show } from './dom.ts'
import { icon } from './icons.ts'

/** What stands in place of a picture. */
export function createNotice(run: (action: NoticeAction['does']) => void): {
  readonly element: HTMLElement
  readonly draw: (notice: Notice | undefined) => void
} {
  const title = html('h2', {})
  const text = html('p', {})
  const progress = html('progress', { max: 1 })
  const actions = html('div', { class: 'actions' })
  const element = html(
    'div',
    { class: 'notice', 'data-part': 'notice', role: 'status' },
    fanDrawing(),
    title,
    progress,
    text,
    actions,
  )
  return {
    element,
    draw(notice) {
      show(element, notice !== undefined)
      if (!notice) return
      setText(title, notice.title)
      setText(text, notice.text)
      show(progress, notice.progress !== undefined)
      if (notice.progress !== undefined) progress.value = notice.progress
      select(actions)
        .selectAll<HTMLButtonElement, NoticeAction>('button')
        .data(notice.actions, ({ label }) => label)
        .join((enter) =>
          enter
            .append('button')
            .attr('type', 'button')
            .text(({ label }) => label),
        )
        .attr('class', (_, at) => (at === 0 ? 'button primary' : 'button'))
        .on('click', (_, { does }) => run(does))
    },
  }
}

/** The sign of the product, large and faint. */
function fanDrawing(): HTMLElement {
  const drawing = html('div', { class: 'notice-sign', 'aria-hidden': 'true' })
  drawing.innerHTML =
    '<svg width="72" height="48" viewBox="0 0 72 48" fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round"><path d="M4 24H26C40 24 42 8 58 8M26 24H58M26 24C40 24 42 40 58 40"/><circle cx="63" cy="8" r="4"/><circle cx="63" cy="24" r="4"/><circle cx="63" cy="40" r="4"/></svg>'
  return drawing
}

export function createBanners(run: (command: ViewCommand) => void): {
  readonly element: HTMLElement
  readonly draw: (banners: readonly Banner[]) => void
} {
  const element = html('div', { class: 'banners', 'data-part': 'banners' })
  return {
    element,
    draw(banners) {
      select(element)
        .selectAll<HTMLElement, Banner>('div')
        .data(banners, ({ text, action }) => `${action?.command ?? ''} ${text.replaceAll(/[\d,.]+/g, '#')}`)
        .join((enter) =>
          enter.append('div').each(function ({ tone, action }) {
            this.append(icon(tone === 'warn' ? 'warning' : 'info'), html('span', {}))
            if (!action) return
            const button = html('button', { type: 'button', class: 'link' }, action.label)
            button.addEventListener('click', () => run(action.command))
            this.append(button)
          }),
        )
        .each(function ({ text, tone }) {
          set(this, 'class', `banner ${tone}`)
          const words = this.children[1]
          if (words) setText(words, text)
        })
    },
  }
}
