/** `snakeCase(name)` of lodash, change-case and their like: known by its name alone, as it means the same in all of them. */
import { asText, text, type LibraryValue, type Value } from './value.ts'

/** Undefined: no such function. */
export function inOtherCase({ module, name }: LibraryValue, values: readonly Value[]): Value[] | undefined {
  // `lodash/snakeCase` and `lodash.snakecase` are the function themselves.
  const own = name === '' || name === 'default' ? module : name
  const write = casings.get((own.split(/[./]/).at(-1) ?? '').toLowerCase())
  if (!write) return undefined
  const splitsNumbers = /lodash|underscore/.test(module)
  return values.map((value) =>
    value.kind === 'text' && !value.dynamic
      ? text(write(value.text, splitsNumbers))
      : { ...asText(value), text: '*', dynamic: true },
  )
}

type Casing = (value: string, splitsNumbers: boolean) => string

const upperFirst = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1)
const lowerFirst = (word: string): string => word.slice(0, 1).toLowerCase() + word.slice(1)

function wordsOf(value: string, splitsNumbers: boolean): string[] {
  const pattern = splitsNumbers
    ? /[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+/g
    : /[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z\d]+|[A-Z\d]+/g
  return value.match(pattern) ?? []
}

const joined =
  (by: string): Casing =>
  (value, splitsNumbers) =>
    wordsOf(value, splitsNumbers).join(by).toLowerCase()

const pascal: Casing = (value, splitsNumbers) =>
  wordsOf(value, splitsNumbers)
    .map((word) => upperFirst(word.toLowerCase()))
    .join('')

const casings = new Map<string, Casing>([
  ['snakecase', joined('_')],
  ['kebabcase', joined('-')],
  ['paramcase', joined('-')],
  ['dotcase', joined('.')],
  ['pathcase', joined('/')],
  ['constantcase', (value, splitsNumbers) => joined('_')(value, splitsNumbers).toUpperCase()],
  ['camelcase', (value, splitsNumbers) => lowerFirst(pascal(value, splitsNumbers))],
  ['pascalcase', pascal],
  ['upperfirst', upperFirst],
  ['lowerfirst', lowerFirst],
  ['capitalize', (value) => upperFirst(value.toLowerCase())],
  ['tolower', (value) => value.toLowerCase()],
  ['toupper', (value) => value.toUpperCase()],
])
