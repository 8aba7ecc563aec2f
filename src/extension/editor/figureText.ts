/** Figures in words, for the tree and the status bar. */
import type { LiveFigures } from '../../protocol/graph.ts'

/** `3/100 waiting · 2 in flight · 6.2/s in · 5/s out · 2 failed`: what is zero and calm is left out. */
export function figuresText(figures: LiveFigures): string {
  const { depth, capacity, inFlight, waitingSenders, inRate, outRate, retried, deadLettered, failed, dropped, paused } =
    figures
  const parts: string[] = []
  if (capacity !== undefined) parts.push(`${count(depth)}${capacity === null ? '' : `/${count(capacity)}`} waiting`)
  if (inFlight > 0) parts.push(`${count(inFlight)} in flight`)
  if (waitingSenders > 0)
    parts.push(`${count(waitingSenders)} ${waitingSenders === 1 ? 'sender waits' : 'senders wait'}`)
  if (inRate > 0) parts.push(`${rate(inRate)} in`)
  if (outRate > 0) parts.push(`${rate(outRate)} out`)
  if (paused) parts.push('paused')
  if (retried > 0) parts.push(`${count(retried)} retried`)
  if (dropped > 0) parts.push(`${count(dropped)} dropped`)
  if (deadLettered > 0) parts.push(`${count(deadLettered)} dead letters`)
  if (failed > 0) parts.push(`${count(failed)} failed`)
  return parts.length > 0 ? parts.join(' · ') : `${count(figures.sent)} sent`
}

/** Three significant digits a second. */
export function rate(perSecond: number): string {
  return `${significant(perSecond)}/s`
}

/** `1,204`, and `12.4k` from ten thousand on. */
export function count(value: number): string {
  if (value >= 1e6) return `${significant(value / 1e6)}M`
  if (value >= 10_000) return `${significant(value / 1000)}k`
  return Math.round(value).toLocaleString('en-US')
}

function significant(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en-US') : String(Number(value.toPrecision(3)))
}
