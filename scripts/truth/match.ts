/** How labels and a map are compared. Pure: no files, no analysis. */
export interface Label {
  readonly file: string
  readonly line: number
  readonly role: 'send' | 'receive'
  /** Absent: the name is not judged. Null: nothing is known of it. */
  readonly name?: string | null
}

export interface Found {
  readonly file: string
  readonly line: number
  readonly role: 'send' | 'receive'
  readonly name: string | null
}

export interface Score {
  readonly labelled: number
  readonly found: number
  readonly matched: number
  /** Undefined where there is nothing to divide by. */
  readonly recall: number | undefined
  readonly precision: number | undefined
  readonly names: number | undefined
}

export interface Comparison extends Score {
  readonly missed: readonly Place[]
  readonly falseAlarms: readonly Place[]
  readonly wrongNames: readonly { readonly place: Place; readonly shown: readonly (string | null)[] }[]
}

/** A call or declaration; several entries at one line and role are one place with several possible names. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly role: 'send' | 'receive'
  /** Empty: the name is not judged. */
  readonly names: readonly (string | null)[]
}

/** A place of the map and a label count as the same up to this many lines apart. */
export const tolerance = 2

/**
 * Matches one to one, nearest first. A found place beside a doubt, or outside the covered folders, is not judged. A doubt
 * never takes a found place that a label could have.
 */
export function compare(
  labels: readonly Label[],
  doubts: readonly Label[],
  covered: readonly string[],
  found: readonly Found[],
): Comparison {
  const wanted = places(labels)
  const shown = places(found.filter(({ file }) => covered.some((folder) => isUnder(file, folder))))
  const pairs = pairUp(wanted, shown)
  const taken = new Set(pairs.values())
  const left = shown.filter((place) => !taken.has(place))
  const falseAlarms = left.filter((place) => !doubts.some((doubt) => isNear(doubt, place)))
  const judged = [...pairs].filter(([label]) => label.names.length > 0)
  const right = judged.map(([label, place]) => agreement(label.names, place.names))
  const total = right.reduce((sum, share) => sum + share, 0)
  return {
    labelled: wanted.length,
    found: pairs.size + falseAlarms.length,
    matched: pairs.size,
    recall: share(pairs.size, wanted.length),
    precision: share(pairs.size, pairs.size + falseAlarms.length),
    names: share(total, judged.length),
    missed: wanted.filter((label) => !pairs.has(label)),
    falseAlarms,
    wrongNames: judged.filter((_, index) => right[index] !== 1).map(([place, { names }]) => ({ place, shown: names })),
  }
}

/** Nearest pairs first, and of equally near ones those whose names agree. */
function pairUp(wanted: readonly Place[], shown: readonly Place[]): Map<Place, Place> {
  const candidates = wanted.flatMap((label) =>
    shown
      .filter((place) => isNear(label, place))
      .map((place) => ({
        label,
        place,
        cost: Math.abs(label.line - place.line) * 2 - agreement(label.names, place.names),
      })),
  )
  const pairs = new Map<Place, Place>()
  const taken = new Set<Place>()
  for (const { label, place } of candidates.sort((a, b) => a.cost - b.cost)) {
    if (pairs.has(label) || taken.has(place)) continue
    pairs.set(label, place)
    taken.add(place)
  }
  return pairs
}

/** Of two sets of names, how much they have in common; a name too many costs as much as one too few. */
function agreement(wanted: readonly (string | null)[], shown: readonly (string | null)[]): number {
  const expected = new Set(wanted.map(comparable))
  const actual = new Set(shown.map(comparable))
  const both = [...expected].filter((name) => actual.has(name)).length
  return both / Math.max(expected.size, actual.size, 1)
}

/** "Nothing known" and "one part, known at run time only" say the same. */
const comparable = (name: string | null): string | null => (name === '*' ? null : name)

function places(sites: readonly Label[]): Place[] {
  const all = new Map<string, { file: string; line: number; role: 'send' | 'receive'; names: (string | null)[] }>()
  for (const { file, line, role, name } of sites) {
    const key = `${file}:${line}:${role}`
    const place = all.get(key) ?? { file, line, role, names: [] }
    if (name !== undefined && !place.names.includes(name)) place.names.push(name)
    all.set(key, place)
  }
  return [...all.values()]
}

const isNear = (a: Omit<Label, 'name'>, b: Omit<Label, 'name'>): boolean =>
  a.file === b.file && a.role === b.role && Math.abs(a.line - b.line) <= tolerance

const isUnder = (file: string, folder: string): boolean => file === folder || file.startsWith(`${folder}/`)

const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole)
