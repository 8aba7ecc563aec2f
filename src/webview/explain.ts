import { isCounted, type CodeNode, type Destination, type Edge, type LiveFigures } from '../protocol/graph.ts'
import { counted, duration, figure, rate, seconds, timeOfDay } from './format.ts'
import { brokerName, buffers, held, receiveEdges, sendEdges, type GraphIndex } from './graphIndex.ts'
import { failuresOf, isNotInSource, isPaused, type NodeState, type Statuses } from './status.ts'

export type Tone = 'calm' | 'warn' | 'cause' | 'bad'

/** What is going on at a node, in plain words: a verdict of a few words, and why. */
export interface Explanation {
  readonly tone: Tone
  readonly verdict: string
  readonly because: string
}

export function explain(index: GraphIndex, { of, causes }: Statuses, id: string): Explanation | undefined {
  const destination = index.destinations.get(id)
  if (destination) return explainDestination(index, destination, causes)
  const node = index.code.get(id)
  return node && explainCode(index, node, causes, of.get(id))
}

function explainDestination(index: GraphIndex, destination: Destination, causes: Statuses['causes']): Explanation {
  if (!index.ran || (destination.presence === 'source' && destination.live === undefined))
    return fromSource(index, destination)
  if (!index.running) return ended(index, destination)
  if (destination.isDeadLetter) return deadLetters(destination)
  const trouble = blocked(index, destination, causes) ?? paused(index, destination) ?? failing(destination)
  return trouble ?? unread(index, destination) ?? calm(index, destination)
}

function fromSource(index: GraphIndex, destination: Destination): Explanation {
  const sends = places(sendEdges(index, destination.id))
  const receives = places(receiveEdges(index, destination.id))
  const verb = destination.kind === 'event' ? 'emit' : destination.kind === 'topic' ? 'publish' : 'send'
  const places_ = `In source, ${counted(sends, 'place')} ${sends === 1 ? `${verb}${verb === 'publish' ? 'es' : 's'}` : verb} and ${figure(receives)} ${receives === 1 ? 'receives' : 'receive'}.`
  const hasFigures = isCounted(destination.system)
  const figures = hasFigures
    ? 'Start the program to see figures.'
    : 'Fanout does not count yet what goes through it in a running program.'
  if (!index.ran || !hasFigures) {
    const missing = sends === 0 ? 'Nobody sends to it' : receives === 0 ? 'Nobody receives from it' : undefined
    if (missing)
      return { tone: 'calm', verdict: `${missing}.`, because: `${places_} The other end may be in another program.` }
    return { tone: 'calm', verdict: 'From source.', because: `${places_} ${figures}` }
  }
  return { tone: 'calm', verdict: 'Never ran.', because: `${places_} No program that was watched has used it yet.` }
}

const places = (edges: readonly Edge[]): number => edges.reduce((sum, { sites }) => sum + Math.max(1, sites.length), 0)

function ended(index: GraphIndex, destination: Destination): Explanation {
  const session = index.graph.sessions[0]
  const when =
    session?.endedAt === undefined ? 'The program has ended' : `The program ended at ${timeOfDay(session.endedAt)}`
  const left = held(destination)
  const cut = session?.lastFigures === 'cut' ? ' It was cut off: figures are those of its last report.' : ''
  if (destination.isDeadLetter && left > 0)
    return { tone: 'bad', verdict: `${counted(left, 'dead letter')}.`, because: `${when}.${cut}` }
  if (left === 0) return { tone: 'calm', verdict: 'Ended, nothing left behind.', because: `${when}.${cut}` }
  const broker = brokerName(destination.system)
  if (broker !== undefined)
    return {
      tone: 'calm',
      verdict: `${figure(left)} in ${broker}.`,
      because: `${when}; what it left there waits for the next. It was asked while the program ran.${cut}`,
    }
  const waited = buffers(destination).reduce((sum, { depth, delayed }) => sum + depth + delayed, 0)
  const parts = [
    waited > 0 && `${figure(waited)} waited`,
    left > waited && `${figure(left - waited)} ${left - waited === 1 ? 'was' : 'were'} in flight`,
  ]
  return {
    tone: 'warn',
    verdict: `Left behind: ${figure(left)}.`,
    because: `${when} while ${parts.filter(Boolean).join(' and ')}.${cut}`,
  }
}

function deadLetters(destination: Destination): Explanation {
  const left = held(destination)
  if (left === 0) return { tone: 'calm', verdict: 'Empty.', because: 'Messages that are given up on come here.' }
  return {
    tone: 'bad',
    verdict: `${counted(left, 'dead letter')}.`,
    because: `Given up on after the last attempt and kept with the error.${lastError(destination.live)}`,
  }
}

function blocked(index: GraphIndex, destination: Destination, causes: Statuses['causes']): Explanation | undefined {
  const figures = buffers(destination)
  const waiting = figures.reduce((sum, { waitingSenders }) => sum + waitingSenders, 0)
  const full = figures.find(({ depth, capacity }) => typeof capacity === 'number' && capacity > 0 && depth >= capacity)
  if (waiting === 0 && !full) return undefined
  const who = sendersWaiting(index, destination, waiting)
  const consumers = receiveEdges(index, destination.id)
  const culprit = consumers.find((edge) => causes.get(edge.to) === destination.id)
  if (consumers.length === 0)
    return {
      tone: 'warn',
      verdict: waiting > 0 ? 'Blocked: nobody receives.' : 'Full: nobody receives.',
      because: sentence(who),
    }
  if (culprit === undefined) {
    const verdict = waiting > 0 ? 'Blocked further on.' : 'Full.'
    const because =
      waiting > 0
        ? `Its consumers wait themselves for a place in what they lead to. ${sentence(who)}`
        : inAndOut(destination.live)
    return { tone: 'warn', verdict, because }
  }
  const name = index.code.get(culprit.to)?.name ?? 'The consumer'
  if (isPaused(index, culprit))
    return {
      tone: 'cause',
      verdict: 'Blocked: its consumer is paused.',
      because: sentence(`${name} is paused; ${who}`),
    }
  return {
    tone: 'cause',
    verdict: 'Blocked by its consumer.',
    because: `${sentence(`${workOf(name, culprit)}; ${who}`)}${ceiling(culprit)}`,
  }
}

function sendersWaiting(index: GraphIndex, destination: Destination, waiting: number): string {
  if (waiting === 0) return 'nobody waits for a place yet'
  const senders = sendEdges(index, destination.id).filter(({ live }) => (live?.waiting ?? 0) > 0)
  const only = senders.length === 1 ? senders[0] : undefined
  const name = only && index.code.get(only.from)?.name
  if (name === undefined) return `${counted(waiting, 'sender')} ${waiting === 1 ? 'waits' : 'wait'}`
  return waiting === 1 ? `${name} waits for a place` : `${name} has ${figure(waiting)} sends waiting`
}

/** `resizeWorker takes 480 ms a message and all 3 are busy`. */
function workOf(name: string, { live }: Edge): string {
  const time = live?.process ? `takes ${duration(live.process.p50)} a message` : 'has not settled a message lately'
  const { busy, concurrency } = live ?? {}
  if (busy === undefined || concurrency === undefined || concurrency === 0) return `${name} ${time}`
  if (busy < concurrency) return `${name} ${time} with ${figure(busy)} of ${counted(concurrency, 'worker')} busy`
  return `${name} ${time} and ${concurrency === 1 ? 'its only worker is' : `all ${figure(concurrency)} are`} busy`
}

/** Little's law: what so many workers manage at most. */
function ceiling({ live }: Edge): string {
  if (!live?.process || !live.concurrency || live.process.p50 <= 0) return ''
  const most = (live.concurrency * 1000) / live.process.p50
  return ` ${counted(live.concurrency, 'worker')} at ${duration(live.process.p50)} manage${live.concurrency === 1 ? 's' : ''} ${rate(most)}.`
}

function paused(index: GraphIndex, destination: Destination): Explanation | undefined {
  const stopped = destination.subscriptions.filter(({ live }) => live?.paused)
  const edges = receiveEdges(index, destination.id).filter((edge) => isPaused(index, edge))
  if (stopped.length === 0 && !destination.live?.paused && edges.length === 0) return undefined
  const waiting =
    stopped.length > 0 ? stopped.reduce((sum, { live }) => sum + (live?.depth ?? 0), 0) : held(destination)
  const who =
    stopped.length > 0
      ? listed(stopped.map(({ name }) => name))
      : listed(edges.map(({ to }) => index.code.get(to)?.name ?? 'a consumer'))
  const others =
    destination.kind === 'topic' && stopped.length < destination.subscriptions.length
      ? ' The others are not held up.'
      : ''
  return {
    tone: 'warn',
    verdict: destination.kind === 'topic' ? 'A subscription is paused.' : 'Its consumer is paused.',
    because: `${who === '' ? counted(waiting, 'message') : `${figure(waiting)}`} ${waiting === 1 ? 'waits' : 'wait'}${who === '' ? '' : ` for ${who}`}.${others}`,
  }
}

function failing(destination: Destination): Explanation | undefined {
  const count = failuresOf(destination)
  if (count === 0) return undefined
  const worst = destination.subscriptions.filter(
    ({ live }) => live && live.nacked + live.failed + live.deadLettered > 0,
  )
  const where = worst.length > 0 ? ` in ${listed(worst.map(({ name }) => name))}` : ''
  const error = buffers(destination).find((figures) => figures.lastError !== undefined)
  return {
    tone: 'bad',
    verdict: `${figure(count)} failed${where}.`,
    because: `${inAndOut(destination.live)}${lastError(error)}`,
  }
}

function unread(index: GraphIndex, destination: Destination): Explanation | undefined {
  if (destination.kind === 'topic' && destination.live && destination.subscriptions.length === 0)
    return {
      tone: 'warn',
      verdict: 'Nobody subscribes.',
      because: `${counted(destination.live.sent, 'event')} went nowhere.`,
    }
  if (destination.kind !== 'queue' || receiveEdges(index, destination.id).length > 0) return undefined
  const waiting = held(destination)
  if (waiting === 0 || (destination.live?.received ?? 0) > 0) return undefined
  return {
    tone: 'warn',
    verdict: 'Nobody receives.',
    because: `${counted(waiting, 'message')} ${waiting === 1 ? 'waits' : 'wait'}.`,
  }
}

function calm(index: GraphIndex, destination: Destination): Explanation {
  const unknown = isNotInSource(index, destination) ? ' It was not found in source.' : ''
  const { live } = destination
  if (!live) return { tone: 'calm', verdict: 'No figures yet.', because: unknown.trim() }
  if (live.eta?.until === 'full')
    return { tone: 'warn', verdict: `Full in ${seconds(live.eta.seconds)}.`, because: `${inAndOut(live)}${unknown}` }
  if (live.inRate + live.outRate === 0)
    return {
      tone: 'calm',
      verdict: 'Idle.',
      because: `Nothing sent in the last ten seconds; ${figure(live.sent)} in all.${unknown}`,
    }
  if (live.eta?.until === 'empty' && live.depth > 0)
    return {
      tone: 'calm',
      verdict: `Catching up, empty in ${seconds(live.eta.seconds)}.`,
      because: `${inAndOut(live)}${unknown}`,
    }
  const workers = receiveEdges(index, destination.id)
  const all = workers.reduce((sum, edge) => sum + (edge.live?.concurrency ?? 0), 0)
  const busy = workers.reduce((sum, edge) => sum + (edge.live?.busy ?? 0), 0)
  const crew = all > 0 ? `, ${figure(busy)} of ${counted(all, 'worker')} busy` : ''
  return { tone: 'calm', verdict: 'Keeps up:', because: `${rate(live.inRate)} in${crew}.${unknown}` }
}

function explainCode(
  index: GraphIndex,
  node: CodeNode,
  causes: Statuses['causes'],
  state: NodeState | undefined,
): Explanation {
  const sends = (index.outgoing.get(node.id) ?? []).filter(({ kind }) => kind === 'send')
  const receives = (index.incoming.get(node.id) ?? []).filter(({ kind }) => kind === 'receive')
  const nameOf = (id: string): string => index.destinations.get(id)?.name ?? 'unknown'
  const does = [
    receives.length > 0 && `receives from ${listed(receives.map(({ from }) => nameOf(from)))}`,
    sends.length > 0 && `sends to ${listed(sends.map(({ to }) => nameOf(to)))}`,
  ].filter((part) => part !== false)
  const what = sentence(does.join(' and '))
  if (!index.ran || state === 'source') return { tone: 'calm', verdict: 'From source.', because: what }
  if (node.presence === 'source') return { tone: 'calm', verdict: 'Never ran.', because: what }
  if (!index.running) return { tone: 'calm', verdict: 'Ended.', because: what }
  const holdsUp = causes.get(node.id)
  const worst = receives.find(({ from }) => from === holdsUp)
  if (holdsUp !== undefined && worst) {
    const why = isPaused(index, worst) ? `${node.name} is paused` : workOf(node.name, worst)
    return { tone: 'cause', verdict: `Holds up ${nameOf(holdsUp)}.`, because: `${sentence(why)}${ceiling(worst)}` }
  }
  const waits = sends.filter(({ live }) => (live?.waiting ?? 0) > 0)
  if (waits.length > 0)
    return {
      tone: 'warn',
      verdict: `Waits for a place in ${listed(waits.map(({ to }) => nameOf(to)))}.`,
      because: what,
    }
  if (receives.some((edge) => isPaused(index, edge))) return { tone: 'warn', verdict: 'Paused.', because: what }
  const failed = receives.reduce((sum, { live }) => sum + (live?.failed ?? 0), 0)
  if (failed > 0) {
    const error = receives.find(({ live }) => live?.lastError !== undefined)?.live
    return {
      tone: state === 'failing' ? 'bad' : 'calm',
      verdict: `${figure(failed)} failed.`,
      because: `${what}${lastError(error)}`,
    }
  }
  const unknown = isNotInSource(index, node) ? ' It was not found in source.' : ''
  const working = receives.find(({ live }) => live?.process)
  if (working) return { tone: 'calm', verdict: 'Keeps up:', because: `${workOf(node.name, working)}.${unknown}` }
  return { tone: 'calm', verdict: does.length > 0 ? 'Calm.' : 'Alone.', because: `${what}${unknown}` }
}

function inAndOut(live: LiveFigures | undefined): string {
  return live ? `${rate(live.inRate)} in, ${rate(live.outRate)} out.` : ''
}

const lastError = (source: { readonly lastError?: string } | undefined): string =>
  source?.lastError === undefined ? '' : ` Last error: ${source.lastError}`

/** `a`, `a and b`, `a, b and 3 more`. Each name once. */
function listed(names: readonly string[]): string {
  const once = [...new Set(names)]
  if (once.length > 3) return `${once.slice(0, 2).join(', ')} and ${once.length - 2} more`
  return once.length < 2 ? (once[0] ?? '') : `${once.slice(0, -1).join(', ')} and ${once.at(-1)}`
}

const sentence = (text: string): string =>
  text === ''
    ? ''
    : `${/^[a-z]+ /.test(text) && /^(receives|sends|nobody|its) /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text}.`
