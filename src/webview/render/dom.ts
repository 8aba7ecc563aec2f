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

/** Sets what differs: an attribute that is written anew costs a style pass even if it says the same. */
export function set(element: Element, attribute: string, value: string | number | undefined): void {
  if (value === undefined) {
    if (element.hasAttribute(attribute)) element.removeAttribute(attribute)
    return
  }
  const text = String(value)
  if (element.getAttribute(attribute) !== text) element.setAttribute(attribute, text)
}

export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

export function show(element: Element, shown: boolean): void {
  set(element, 'hidden', shown ? undefined : '')
  set(element, 'display', shown ? undefined : 'none')
}
