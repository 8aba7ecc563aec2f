/** Adds a rule to the text of a fanout.config.json, which keeps its layout and its comments. */

/** Undefined: the text is not such that a rule can be put into it. */
export function withRule(text: string, rule: object): string | undefined {
  if (text.trim() === '') return `${JSON.stringify({ rules: [rule] }, null, 2)}\n`
  const places = placesIn(text)
  if (!places) return undefined
  const line = JSON.stringify(rule, null, 1).replaceAll(/\n\s*/g, ' ')
  const { list, object } = places
  if (list) {
    const before = text.slice(0, list.end)
    const comma = list.isEmpty || list.hasComma ? '' : ','
    return `${before}${comma}\n    ${line}${text.slice(list.end, list.close).includes('\n') ? '' : '\n  '}${text.slice(list.end)}`
  }
  const comma = object.isEmpty || object.hasComma ? '' : ','
  const rest = text.slice(object.end)
  return `${text.slice(0, object.end)}${comma}\n  "rules": [\n    ${line}\n  ]${/^\s*\n/.test(rest) ? '' : '\n'}${rest}`
}

interface Block {
  /** Behind the last thing in it. */
  readonly end: number
  /** Where its bracket closes it. */
  readonly close: number
  readonly isEmpty: boolean
  readonly hasComma: boolean
}

/** Of the whole object, and of the list under its `rules`. */
function placesIn(text: string): { readonly object: Block; readonly list?: Block } | undefined {
  const open: { sign: string; key: string; end: number; isEmpty: boolean; hasComma: boolean }[] = []
  let key = ''
  let list: Block | undefined
  for (const { 0: token, index } of text.matchAll(tokens)) {
    if (token.startsWith('/')) continue
    const around = open.at(-1)
    if (token === '}' || token === ']') {
      if (!around || (token === '}') !== (around.sign === '{')) return undefined
      open.pop()
      const block = { end: around.end, close: index, isEmpty: around.isEmpty, hasComma: around.hasComma }
      if (open.length === 1 && around.sign === '[' && around.key === 'rules') list = block
      const outer = open.at(-1)
      if (outer) Object.assign(outer, { end: index + 1, isEmpty: false, hasComma: false })
      else if (around.sign === '{') return list ? { object: block, list } : { object: block }
      else return undefined
      continue
    }
    if (around) Object.assign(around, { end: index + token.length, hasComma: token === ',' })
    if (around && token !== ',') around.isEmpty = false
    if (token === '{' || token === '[')
      open.push({ sign: token, key: open.length === 1 ? key : '', end: index + 1, isEmpty: true, hasComma: false })
    else if (open.length === 1 && token.startsWith('"')) key = token.slice(1, -1)
  }
  return undefined
}

const tokens = /"(?:\\.|[^"\\])*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|[{}[\],:]|[^\s{}[\],:"/]+/g
