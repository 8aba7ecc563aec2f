/** Numbers and times as the picture says them: at most three significant digits (whole numbers below 10,000 in full). */

/** `1,204`, `12.4k`, `6.2`, `0.13`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value < 0) return `−${figure(-value)}`
  if (value > 0 && value < 0.001) return '<0.001'
  if (Number.isInteger(value) && value < 10_000) return grouped(value)
  if (value < 9_999.5) return value < 100 ? trimmed(value) : grouped(Math.round(value))
  for (const [unit, size] of magnitudes) if (value < size * 999.5) return `${significant(value / size)}${unit}`
  return value.toExponential(2)
}

const magnitudes = [
  ['k', 1e3],
  ['M', 1e6],
  ['G', 1e9],
  ['T', 1e12],
] as const

/** `6.2/s`: a rate jitters, so that a third digit would only flicker. */
export function rate(perSecond: number): string {
  return `${rateFigure(perSecond)}/s`
}

function rateFigure(perSecond: number): string {
  if (perSecond > 0 && perSecond < 0.01) return '<0.01'
  if (perSecond < 1) return trimmed(round(perSecond, 2))
  if (perSecond < 9.95) return trimmed(round(perSecond, 1))
  return figure(perSecond < 9_999.5 ? Math.round(perSecond) : perSecond)
}

/** A duration in milliseconds: `42 µs`, `480 ms`, `15.1 s`, `12.5 min`, `3.2 h`. */
export function duration(milliseconds: number): string {
  const [value, unit] = durationParts(milliseconds)
  return `${value} ${unit}`
}

/** Two durations, the unit said once if both have the same: `480 · 512 ms`. */
export function durations(first: number, second: number): string {
  const [a, unitOfA] = durationParts(first)
  const [b, unitOfB] = durationParts(second)
  return unitOfA === unitOfB ? `${a} · ${b} ${unitOfB}` : `${a} ${unitOfA} · ${b} ${unitOfB}`
}

function durationParts(milliseconds: number): readonly [string, string] {
  if (!Number.isFinite(milliseconds)) return ['–', 'ms']
  const value = Math.max(0, milliseconds)
  if (value === 0) return ['0', 'ms']
  if (value < 0.9995) return [significant(Math.max(1, value * 1000)), 'µs']
  if (value < 999.5) return [significant(value), 'ms']
  if (value < 599_500) return [significant(value / 1000), 's']
  if (value < 3_597_000) return [significant(value / 60_000), 'min']
  return [significant(value / 3_600_000), 'h']
}

/** A span of time as a clock shows it: `0:42`, `12:05`, `1:02:03`. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** Whole seconds in words: `31 s`, `12 min`, so that a counting figure does not flicker. */
export function seconds(count: number): string {
  const whole = Math.max(0, Math.round(count))
  if (whole < 120) return `${whole} s`
  return whole < 7200 ? `${Math.round(whole / 60)} min` : `${Math.round(whole / 3600)} h`
}

/** A point in time on the reader's clock: `14:02:11`. */
export function timeOfDay(at: number): string {
  const date = new Date(at)
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

/** `1 consumer`, `3 consumers`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`
}

const two = (value: number): string => String(value).padStart(2, '0')
const round = (value: number, digits: number): number => Number(value.toFixed(digits))
const trimmed = (value: number): string => significant(value)

/** At most three significant digits, without trailing zeros. */
function significant(value: number): string {
  return grouped(Number(value.toPrecision(3)))
}

function grouped(value: number): string {
  const [whole = '0', fraction] = String(value).split('.')
  const withCommas = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`
}
