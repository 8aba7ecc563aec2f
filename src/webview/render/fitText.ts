import { setText } from './dom.ts'

export type Font = 'name' | 'small' | 'pill' | 'far'

const fonts: Record<Font, string> = { name: '600 13px', small: '400 11px', pill: '600 11px', far: '600 26px' }

const measuring = document.createElement('canvas').getContext('2d')
const widths = new Map<string, number>()
let family = ''
/** What each element was last fitted to. */
let fits = new WeakMap<Element, string>()

/** The theme or the font changed: what was measured no longer holds. */
export function forgetWidths(): void {
  widths.clear()
  fits = new WeakMap()
  family = ''
}

/** Room for any figure of a card, so that a name is not cut anew with every digit. */
export function figureRoom(figure: string): number {
  return figure === '' ? 0 : figure.length <= 7 ? 38 : 86
}

export function widthOf(text: string, font: Font): number {
  const key = `${font} ${text}`
  const known = widths.get(key)
  if (known !== undefined) return known
  if (family === '') family = getComputedStyle(document.body).fontFamily || 'sans-serif'
  if (widths.size > 20_000) widths.clear()
  if (measuring) measuring.font = `${fonts[font]} ${family}`
  const width = measuring?.measureText(text).width ?? text.length * 7
  widths.set(key, width)
  return width
}

/** Shortens what is too long by an ellipsis: at the end, or for paths at the start, where the least is lost. */
export function fitText(element: Element, text: string, room: number, font: Font, cut: 'end' | 'start' = 'end'): void {
  const wanted = `${Math.round(room)} ${text}`
  if (fits.get(element) === wanted) return
  fits.set(element, wanted)
  setText(element, fitted(text, room, font, cut))
}

function fitted(text: string, room: number, font: Font, cut: 'end' | 'start'): string {
  if (widthOf(text, font) <= room) return text
  let [low, high] = [0, text.length]
  const short = (length: number): string =>
    cut === 'end' ? `${text.slice(0, length).trimEnd()}…` : `…${text.slice(text.length - length).trimStart()}`
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (widthOf(short(middle), font) <= room) low = middle
    else high = middle
  }
  return short(low)
}
