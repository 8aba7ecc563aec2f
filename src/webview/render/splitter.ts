import { html, set } from './dom.ts'

const least = 180
const mostShare = 0.7

/**
 * The line between picture and details: dragged, or moved by arrow keys. The pane stands beside the picture, or below
 * it where the panel is narrow.
 */
export function createSplitter(
  pane: HTMLElement,
  size: number | undefined,
  onChange: (size: number) => void,
): HTMLElement {
  const element = html('div', {
    class: 'splitter',
    role: 'separator',
    tabindex: 0,
    'aria-label': 'Size of the details',
  })
  let current = size
  const below = (): boolean => getComputedStyle(element.parentElement ?? element).flexDirection === 'column'
  const apply = (wanted: number): void => {
    const room = element.parentElement
    const whole = (below() ? room?.clientHeight : room?.clientWidth) ?? wanted
    current = Math.round(Math.min(Math.max(least, wanted), whole * mostShare))
    pane.style.setProperty('--details-size', `${current}px`)
    set(element, 'aria-valuenow', current)
  }
  if (size !== undefined) pane.style.setProperty('--details-size', `${size}px`)
  element.addEventListener('pointerdown', (event) => {
    event.preventDefault()
    element.setPointerCapture(event.pointerId)
    const onMove = (move: PointerEvent): void => {
      const box = pane.getBoundingClientRect()
      apply(below() ? box.bottom - move.clientY : box.right - move.clientX)
    }
    element.addEventListener('pointermove', onMove)
    element.addEventListener(
      'lostpointercapture',
      () => {
        element.removeEventListener('pointermove', onMove)
        if (current !== undefined) onChange(current)
      },
      { once: true },
    )
  })
  element.addEventListener('keydown', (event) => {
    const larger = below() ? 'ArrowUp' : 'ArrowLeft'
    const smaller = below() ? 'ArrowDown' : 'ArrowRight'
    if (event.key !== larger && event.key !== smaller) return
    event.preventDefault()
    const box = pane.getBoundingClientRect()
    apply((below() ? box.height : box.width) + (event.key === larger ? 16 : -16))
    if (current !== undefined) onChange(current)
  })
  return element
}
