/** `*` within a folder, `**` over folders, `?`, `{a,b}`: what `files.exclude` and the user's own globs use. */
export function matchesGlob(path: string, glob: string): boolean {
  let matches = compiled.get(glob)
  if (!matches) {
    matches = compile(glob)
    compiled.set(glob, matches)
  }
  return matches(path)
}

type Match = (path: string) => boolean

const compiled = new Map<string, Match>()

/** With more of them a regular expression may try very many ways, and whoever wrote the glob may want just that. */
const mostOfExpression = 2
/** Of `{a,b}{c,d}`: what comes after them does not count. */
const mostChoices = 256

function compile(glob: string): Match {
  const body = glob.replace(/^\.?\//, '').replace(/\/$/, '')
  if ((body.match(/\*+/g) ?? []).length > mostOfExpression) {
    const choices = withoutBraces(body).map(tokensOf)
    return (path) => choices.some((tokens) => walks(path, tokens))
  }
  const source = body
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(',', '|')})`)
    .replace(wild, (sign) => (sign === '**/' ? '(?:.*/)?' : sign === '**' ? '.*' : sign === '*' ? '[^/]*' : '[^/]'))
  const expression = new RegExp(`^${source}(?:/.*)?$`, 's')
  return (path) => expression.test(path)
}

const wild = /\*\*\/|\*\*|\*|\?/g

function withoutBraces(glob: string): string[] {
  let found = ['']
  for (const part of glob.split(/(\{[^}]*\})/)) {
    const choices = /^\{[^}]*\}$/.test(part) ? part.slice(1, -1).split(',') : [part]
    found = found.flatMap((left) => choices.map((right) => left + right)).slice(0, mostChoices)
  }
  return found
}

const tokensOf = (glob: string): string[] => glob.match(/\*\*\/|\*\*|[^]/g) ?? []

/** Keeps every place that may be reached at once, so that the time is that of the path times the glob. */
function walks(path: string, tokens: readonly string[]): boolean {
  let at = new Set([0])
  for (const token of tokens) {
    const next = new Set<number>()
    if (token === '**' || token === '**/') {
      const first = Math.min(...at)
      if (token === '**/') for (const place of at) next.add(place)
      for (let place = first; place <= path.length; place++)
        if (token === '**' || (place > first && path[place - 1] === '/')) next.add(place)
    } else if (token === '*') {
      for (let place of at) {
        next.add(place)
        while (place < path.length && path[place] !== '/' && !next.has(place + 1)) next.add(++place)
      }
    } else {
      for (const place of at)
        if (token === '?' ? place < path.length && path[place] !== '/' : path[place] === token) next.add(place + 1)
    }
    if (next.size === 0) return false
    at = next
  }
  return [...at].some((place) => place === path.length || path[place] === '/')
}
