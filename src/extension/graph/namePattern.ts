/** A name from source in which `*` stands for each part that is only known at run time. */
export interface NamePattern {
  matches(name: string): boolean
  /** How many characters are known; the pattern that knows more is the better match. 0: it says nothing. */
  readonly known: number
}

export const isPattern = (name: string): boolean => name.includes('*')

export function namePattern(name: string): NamePattern {
  const parts = name.split('*')
  const expression = new RegExp(`^${parts.map(escapeExpression).join('.*')}$`, 's')
  return { matches: (candidate) => expression.test(candidate), known: name.length - (parts.length - 1) }
}

const escapeExpression = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
