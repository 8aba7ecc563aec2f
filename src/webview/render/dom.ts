type Attributes = Readonly<Record<string, string | number | undefined>>

/** Adds an SVG element to its parent. */
export function svg<Name extends keyof SVGElementTagNameMap>(
  parent: Element,
  name: Name,
  attributes: Attributes = {},
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS('http://www.w3.org/2000/svg', name)
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(key, String(value))
  parent.append(element)
  return element
}

/** Makes an HTML element; texts and elements become its content. */
export function html<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...content: readonly (string | Node)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(key, String(value))
  element.append(...content)
  return element
}

/** What was written to each element: cheaper to ask than the document, and only this file writes what it holds. */
const written = new WeakMap<Element, Map<string, string>>()

/** Sets what differs: an attribute that is written anew costs a style pass even if it says the same. */
export function set(element: Element, attribute: string, value: string | number | undefined): void {
  if (value === undefined) {
    if (element.hasAttribute(attribute)) element.removeAttribute(attribute)
    written.get(element)?.delete(attribute)
    return
  }
  const text = String(value)
  if (isNews(element, attribute, text)) element.setAttribute(attribute, text)
}

export function setText(element: Element, text: string): void {
  if (isNews(element, '#text', text)) element.textContent = text
}

function isNews(element: Element, what: string, text: string): boolean {
  let values = written.get(element)
  if (!values) written.set(element, (values = new Map()))
  if (values.get(what) === text) return false
  values.set(what, text)
  return true
}

export function show(element: Element, shown: boolean): void {
  set(element, 'hidden', shown ? undefined : '')
  set(element, 'display', shown ? undefined : 'none')
}
