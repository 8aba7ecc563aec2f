/** A line of the report: what was measured, against what it should be. */
export interface Figure {
  readonly name: string
  readonly value: string
  readonly goal: string
  readonly ok: boolean
}

export function atMost(name: string, value: number, goal: number, unit = ''): Figure {
  return { name, value: text(value, unit), goal: `≤ ${text(goal, unit)}`, ok: value <= goal }
}

export function atLeast(name: string, value: number, goal: number, unit = ''): Figure {
  return { name, value: text(value, unit), goal: `≥ ${text(goal, unit)}`, ok: value >= goal }
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
}

const text = (value: number, unit: string): string => `${Number(value.toPrecision(3))}${unit && ` ${unit}`}`
