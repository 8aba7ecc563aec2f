/**
 * Splits a whole number by weight so that the parts are whole and add up to it (largest remainder; the earlier part wins
 * a tie). Without any weight nothing is given out.
 */
export function splitWhole(whole: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  if (sum <= 0) return weights.map(() => 0)
  const exact = weights.map((weight) => (whole * weight) / sum)
  const parts = exact.map(Math.floor)
  const order = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  const left = whole - parts.reduce((total, part) => total + part, 0)
  for (const { index } of order.slice(0, Math.round(left))) parts[index]! += 1
  return parts
}

/** The share of each weight in their sum; without any weight all are 0. */
export function shares(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => (sum > 0 ? weight / sum : 0))
}
