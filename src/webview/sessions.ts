import type { Session } from '../protocol/graph.ts'
import { clock, figure, timeOfDay } from './format.ts'

/** The chip in the toolbar, and the list under it. */
export interface SessionLine {
  readonly id: string
  readonly name: string
  readonly running: boolean
  readonly text: string
  /** Messages that nobody took; 0 is not said. */
  readonly leftBehind: string
}

export function sessionLine(session: Session, now: number): SessionLine {
  const running = session.state === 'running'
  const ended = session.endedAt ?? session.lastFrameAt
  const cut = session.lastFigures === 'cut' ? ' · cut off' : ''
  return {
    id: session.id,
    name: session.name,
    running,
    text: running ? `running ${clock(now - session.startedAt)}` : `ended ${timeOfDay(ended)}${cut}`,
    leftBehind: !running && session.leftBehind > 0 ? `left behind: ${figure(session.leftBehind)}` : '',
  }
}

/** Running ones first; each as the graph orders them, newest first. */
export function sessionLines(sessions: readonly Session[], now: number): readonly SessionLine[] {
  return sessions.map((session) => sessionLine(session, now)).toSorted((a, b) => Number(b.running) - Number(a.running))
}

export function chipText(lines: readonly SessionLine[]): string {
  const running = lines.filter((line) => line.running)
  const first = lines[0]
  if (first === undefined) return 'not running'
  if (running.length > 1) return `${running.length} programs running`
  return [first.name, first.text, first.leftBehind].filter(Boolean).join(' · ')
}
