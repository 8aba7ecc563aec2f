import { html, set, show } from './dom.ts'

/** A button that opens a panel under itself; Escape or a click elsewhere closes it. */
export interface Menu {
  readonly element: HTMLElement
  readonly button: HTMLButtonElement
  readonly panel: HTMLElement
  close(): void
}

export function createMenu(className: string, label: string): Menu {
  const button = html('button', { class: className, type: 'button', 'aria-haspopup': 'true', 'aria-expanded': 'false' })
  const panel = html('div', { class: 'menu-panel', role: 'group', 'aria-label': label })
  const element = html('div', { class: 'menu' }, button, panel)
  const open = (shown: boolean): void => {
    show(panel, shown)
    set(button, 'aria-expanded', String(shown))
  }
  open(false)
  button.addEventListener('click', () => open(panel.hidden !== false))
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || panel.hidden) return
    event.stopPropagation()
    open(false)
    button.focus()
  })
  document.addEventListener('pointerdown', (event) => {
    if (!(event.target instanceof Node && element.contains(event.target))) open(false)
  })
  return { element, button, panel, close: () => open(false) }
}
