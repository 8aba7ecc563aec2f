import type { ZoomTransform } from 'd3'
import type { EdgeLine, Traffic } from '../edgeLines.ts'
import type { Track } from '../layout/route.ts'
import { html } from './dom.ts'
import { pillWidth } from './parts.ts'

/** Marks that move along the edges: density is rate, speed is latency, a diamond is a failure. Never one a message. */
export interface Marks {
  readonly element: HTMLCanvasElement
  update(lines: readonly EdgeLine[], tracks: ReadonlyMap<string, Track>): void
  moved(transform: ZoomTransform): void
  /** Colours and size are read anew. */
  restyled(): void
}

const mostMarks = 100
/** A frame every 30 ms looks smooth enough for dots and costs half. */
const frameTime = 30
const dotRadius = 2.6
const diamondRadius = 5
/** Where nothing may move, marks stand this far apart at a density of one a second. */
const stillGap = 90

interface Stream {
  readonly track: Track
  traffic: Traffic
  /** Half the length in the middle where a pill stands, under which marks pass unseen. */
  covered: number
  /** Distances from the start, the newest last. */
  marks: { at: number; readonly failed: boolean }[]
  /** Share of the next mark that is due. */
  due: number
  failuresDue: number
}

export function createMarks(stillness: () => boolean): Marks {
  const element = html('canvas', { class: 'marks', 'aria-hidden': 'true' })
  const context = element.getContext('2d')
  const streams = new Map<string, Stream>()
  let transform: Pick<ZoomTransform, 'x' | 'y' | 'k'> = { x: 0, y: 0, k: 1 }
  let colours = { dot: '#888', failure: '#f00' }
  let frame: number | undefined
  let last = 0

  const paint = (): void => {
    if (!context) return
    const ratio = window.devicePixelRatio || 1
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, element.width, element.height)
    if (transform.k <= 0.25) return
    context.setTransform(ratio * transform.k, 0, 0, ratio * transform.k, ratio * transform.x, ratio * transform.y)
    for (const { track, marks, covered } of streams.values())
      for (const { at, failed } of marks) {
        if (Math.abs(at - track.length / 2) < covered) continue
        const { x, y } = track.at(at)
        context.beginPath()
        context.fillStyle = failed ? colours.failure : colours.dot
        if (failed) {
          context.moveTo(x, y - diamondRadius)
          context.lineTo(x + diamondRadius, y)
          context.lineTo(x, y + diamondRadius)
          context.lineTo(x - diamondRadius, y)
        } else context.arc(x, y, dotRadius, 0, 2 * Math.PI)
        context.fill()
      }
  }
  const step = (elapsed: number): boolean => {
    let count = 0
    for (const stream of streams.values()) count += stream.marks.length
    let alive = false
    for (const stream of streams.values()) {
      const { traffic, track } = stream
      for (const mark of stream.marks) mark.at += Math.max(30, traffic.speed) * elapsed
      if (stream.marks.some(({ at }) => at > track.length))
        stream.marks = stream.marks.filter(({ at }) => at <= track.length)
      stream.due = Math.min(1, stream.due + traffic.density * elapsed)
      if (stream.due >= 1 && traffic.density > 0 && count < mostMarks) {
        stream.due = 0
        stream.failuresDue += traffic.failing
        const failed = stream.failuresDue >= 1
        if (failed) stream.failuresDue -= 1
        stream.marks.push({ at: 0, failed })
        count++
      }
      alive ||= stream.marks.length > 0 || traffic.density > 0
    }
    return alive
  }
  const onFrame = (time: number): void => {
    frame = undefined
    const elapsed = time - last
    if (elapsed >= frameTime) {
      last = time
      // After a pause (a hidden tab) marks go on from where they were.
      const alive = step(Math.min(0.1, elapsed / 1000))
      paint()
      if (!alive) return
    }
    frame = requestAnimationFrame(onFrame)
  }
  const settleStill = (): void => {
    let left = mostMarks
    for (const stream of streams.values()) {
      const { traffic, track } = stream
      const count =
        traffic.density > 0
          ? Math.min(left, Math.max(1, Math.floor((track.length * Math.sqrt(traffic.density)) / stillGap)))
          : 0
      left -= count
      const failures = traffic.failing > 0 ? Math.max(1, Math.round(traffic.failing * count)) : 0
      stream.marks = Array.from({ length: count }, (_, i) => ({
        at: (track.length * (i + 1)) / (count + 1),
        failed: i < failures,
      }))
    }
  }
  return {
    element,
    update(lines, tracks) {
      const present = new Set<string>()
      for (const { id, traffic, pill } of lines) {
        const track = tracks.get(id)
        if (!track || (traffic.density === 0 && !streams.has(id))) continue
        present.add(id)
        const stream = streams.get(id)
        const covered = pill === undefined ? 0 : pillWidth(pill) / 2 + dotRadius
        if (stream?.track === track) Object.assign(stream, { traffic, covered })
        else
          streams.set(id, {
            track,
            traffic,
            covered,
            marks: stream?.marks ?? [],
            due: stream?.due ?? startOf(id),
            failuresDue: traffic.failing > 0 ? 0.9 : 0,
          })
        if (stream && stream.failuresDue === 0 && traffic.failing > 0) stream.failuresDue = 0.9
      }
      for (const id of streams.keys()) if (!present.has(id)) streams.delete(id)
      if (stillness()) {
        settleStill()
        paint()
      } else if (frame === undefined && streams.size > 0) frame = requestAnimationFrame(onFrame)
    },
    moved(next) {
      transform = next
      paint()
    },
    restyled() {
      const style = getComputedStyle(element)
      colours = {
        dot: style.getPropertyValue('--flow').trim() || colours.dot,
        failure: style.getPropertyValue('--bad').trim() || colours.failure,
      }
      const ratio = window.devicePixelRatio || 1
      element.width = Math.round(element.clientWidth * ratio)
      element.height = Math.round(element.clientHeight * ratio)
      paint()
    },
  }
}

/** Streams do not start in step; the same edge always starts alike. */
function startOf(id: string): number {
  let hash = 0
  for (let i = 0; i < id.length; i++) hash = (hash * 31 + id.charCodeAt(i)) % 1000
  return hash / 1000
}
