import type { Session } from '../../protocol/graph.ts'
import type { SourceDeclaration } from '../../protocol/wire.ts'
import type { LiveSession, LiveSite } from '../live/session.ts'
import { sameData } from './figuresDelta.ts'
import { RateWindow } from './rateWindow.ts'

/** How many sessions are remembered, running ones and ended ones together. */
export const sessionLimit = 20

/** A session as the graph keeps it. */
export interface SessionRecord {
  readonly id: string
  /** As it stands now; the live side may hand over a new object or the same one again. */
  session: LiveSession
  readonly window: RateWindow
  /** 0: of its program's newest generation, whose figures are shown; 1: of the one before, whose nodes stay; … */
  generation: number
  declarations: readonly SourceDeclaration[]
  sites: readonly LiveSite[]
}

/** One source in one session. */
export interface SourceRef {
  readonly record: SessionRecord
  readonly id: number
}

export class SessionRecords {
  /** By the time they began, so that the graph does not depend on the order in which they were told. */
  #records: SessionRecord[] = []

  get all(): readonly SessionRecord[] {
    return this.#records
  }

  /** True if what the session consists of has changed, not only its figures. */
  update(session: LiveSession): boolean {
    const known = this.#records.find((record) => record.id === session.id)
    if (known === undefined) return this.#add(session)
    const stateChanged = known.session.state !== session.state
    known.session = session
    const changed = !sameShape(known, session) || stateChanged
    if (changed) {
      remember(known)
      rankGenerations(this.#records)
    }
    return changed
  }

  #add(session: LiveSession): boolean {
    const beganAt = Math.min(session.hello.startedAt, session.connectedAt)
    const record: SessionRecord = {
      id: session.id,
      session,
      window: new RateWindow(beganAt),
      generation: 0,
      declarations: [],
      sites: [],
    }
    remember(record)
    this.#records = [...this.#records, record].sort(byBeginning)
    while (this.#records.length > sessionLimit) this.#records.splice(this.#leastWanted(), 1)
    rankGenerations(this.#records)
    return true
  }

  /** The oldest that has ended, else the oldest. */
  #leastWanted(): number {
    return Math.max(
      0,
      this.#records.findIndex(({ session }) => session.state === 'ended'),
    )
  }
}

/** For the picture, newest first. */
export function sessionsOf(records: readonly SessionRecord[]): Session[] {
  return records.map(({ session }) => sessionOf(session)).reverse()
}

function sessionOf(session: LiveSession): Session {
  const { hello, state, endedAt, lastFigures, lastFrameAt } = session
  return {
    id: session.id,
    name: sessionName(session),
    pid: hello.pid,
    state,
    startedAt: hello.startedAt,
    ...(endedAt !== undefined && { endedAt }),
    ...(lastFigures !== undefined && { lastFigures }),
    lastFrameAt,
    leftBehind: state === 'ended' ? leftBehind(session) : 0,
  }
}

/** What waits at a broker, or comes back to it, is not lost with the program. */
function leftBehind(session: LiveSession): number {
  let messages = 0
  for (const { declaration, counters } of session.sources.values())
    if ((declaration.kind === 'queue' || declaration.kind === 'subscription') && declaration.broker === undefined)
      messages += counters.depth + counters.inFlight + counters.delayed
  return messages
}

function sessionName({ hello }: LiveSession): string {
  const name = hello.name || scriptName(hello.title) || `process ${hello.pid}`
  return hello.thread === 0 ? name : `${name}, worker ${hello.thread}`
}

/** The last part of the first word's path: `src/main.ts --fast` is `main.ts`. */
const scriptName = (title: string): string => /^\S*?([^/\\\s]+)(?:\s|$)/.exec(title)?.[1] ?? title

const byBeginning = (a: SessionRecord, b: SessionRecord): number =>
  a.session.connectedAt - b.session.connectedAt || (a.id < b.id ? -1 : 1)

function remember(record: SessionRecord): void {
  record.declarations = [...record.session.sources.values()].map((source) => source.declaration)
  record.sites = [...record.session.sites]
}

function sameShape({ declarations, sites }: SessionRecord, session: LiveSession): boolean {
  if (session.sources.size !== declarations.length || session.sites.length !== sites.length) return false
  let index = 0
  for (const { declaration } of session.sources.values())
    if (!sameDeclaration(declaration, declarations[index++]!)) return false
  return session.sites.every((site, place) => sameSite(site, sites[place]!))
}

/** An id is never used again in a session, but more may be known of it later. */
const sameDeclaration = (a: SourceDeclaration, b: SourceDeclaration): boolean => a === b || sameData(a, b)

const sameSite = (a: LiveSite, b: LiveSite): boolean =>
  a === b ||
  (a.source === b.source &&
    a.role === b.role &&
    a.position.line === b.position.line &&
    a.position.column === b.position.column &&
    a.position.file === b.position.file &&
    a.outer?.length === b.outer?.length &&
    (a.outer ?? []).every(({ position }, index) => {
      const other = b.outer![index]!.position
      return position.line === other.line && position.column === other.column && position.file === other.file
    }))

/**
 * Sessions of one program that overlap in time (a cluster, worker threads) are one generation and are shown as a sum. One
 * that begins when no other runs begins a new generation, and the figures of those before it are no longer shown.
 */
function rankGenerations(records: readonly SessionRecord[]): void {
  const programs: SessionRecord[][] = []
  for (const record of records) {
    const program = programs.find((members) => members.some((member) => sameProgram(member.session, record.session)))
    if (program === undefined) programs.push([record])
    else program.push(record)
  }
  for (const members of programs) {
    let [generation, runsUntil] = [0, -Infinity]
    const numbers = members.map(({ session }) => {
      if (session.connectedAt >= runsUntil && runsUntil !== -Infinity) generation++
      runsUntil = Math.max(runsUntil, session.endedAt ?? Infinity)
      return generation
    })
    for (const [index, member] of members.entries()) member.generation = generation - numbers[index]!
  }
}

/** By the name of the launch, or by what was run where. */
const sameProgram = (a: LiveSession, b: LiveSession): boolean =>
  (a.hello.name !== undefined && a.hello.name === b.hello.name) ||
  (a.hello.title === b.hello.title && a.hello.cwd === b.hello.cwd)
