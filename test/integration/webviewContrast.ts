/**
 * Runs in the page: what is drawn there too weakly or too small, in words. Reads the colours that the browser computed.
 * It has to stand alone: nothing outside of it is there in the page.
 */
export function weakContrasts(): string[] {
  type Colour = readonly [number, number, number, number]
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  const read = (css: string): Colour => {
    if (!context || css === 'none') return [0, 0, 0, 0]
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = css
    context.fillRect(0, 0, 1, 1)
    const [r = 0, g = 0, b = 0, a = 0] = context.getImageData(0, 0, 1, 1).data
    return [r, g, b, a / 255]
  }
  const over = (front: Colour, back: Colour): Colour => {
    const mix = (at: 0 | 1 | 2): number => front[at] * front[3] + back[at] * (1 - front[3])
    return [mix(0), mix(1), mix(2), 1]
  }
  const luminance = ([r, g, b]: Colour): number => {
    const linear = (value: number): number =>
      value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
  }
  const contrast = (a: Colour, b: Colour): number => {
    const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y)
    return (high + 0.05) / (low + 0.05)
  }
  const ground = (element: Element): Colour => {
    const page = read(getComputedStyle(document.body).backgroundColor)
    const layers: Colour[] = []
    const plate = element.closest('.pill')?.querySelector('rect') ?? element.closest('.node')?.querySelector('.frame')
    if (plate) layers.push(read(getComputedStyle(plate).fill))
    for (let at: Element | null = element; at; at = at.parentElement)
      if (at instanceof HTMLElement) layers.push(read(getComputedStyle(at).backgroundColor))
    return layers.toReversed().reduce((back, front) => over(front, back), page)
  }
  const weak: string[] = []
  for (const element of document.querySelectorAll<SVGElement | HTMLElement>('main *')) {
    const style = getComputedStyle(element)
    const box = element.getBoundingClientRect()
    if (box.width === 0 || style.visibility === 'hidden') continue
    const ownText = [...element.childNodes].some(
      (child) => child.nodeType === Node.TEXT_NODE && child.textContent?.trim(),
    )
    if (ownText && element.nodeName !== 'title') {
      const back = ground(element)
      const ratio = contrast(over(read(element instanceof SVGElement ? style.fill : style.color), back), back)
      const words = element.textContent?.trim().slice(0, 40)
      if (ratio < 4.5) weak.push(`text "${words}" (${element.getAttribute('class')}) ${ratio.toFixed(2)}:1`)
      if (Number.parseFloat(style.fontSize) < 11) weak.push(`text "${words}" ${style.fontSize}`)
    }
    if (element.matches('.node:not(.aside) > .frame')) {
      const back = read(getComputedStyle(document.body).backgroundColor)
      const ratio = contrast(over(read(style.stroke), back), back)
      if (ratio < 3)
        weak.push(`frame of "${element.parentElement?.getAttribute('aria-label')?.slice(0, 30)}" ${ratio.toFixed(2)}:1`)
    }
  }
  return [...new Set(weak)]
}
