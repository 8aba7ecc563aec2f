/**
 * The graph as a tree: the same facts as the picture, for those who read rather than look. Each row's id stays the
 * same while its figures change, so that what is unfolded stays unfolded.
 */
import {
  isCounted,
  type CodeNode,
  type Destination,
  type Edge,
  type Graph,
  type Presence,
  type Problem,
  type SourcePosition,
  type Subscription,
} from '../../protocol/graph.ts'
import { figuresText, rate } from './figureText.ts'

export interface TreeRow {
  readonly id: string
  readonly label: string
  readonly description: string
  /** The row read aloud. */
  readonly spoken: string
  /** What else one learns who points at it: why its code counts. */
  readonly why?: string
  readonly icon: string
  /** Where its code is; none: it can't be opened. */
  readonly positions: readonly SourcePosition[]
  readonly children: readonly TreeRow[]
  readonly unfolded: boolean
}

/** `relative` writes a file's path as the user knows it. */
export function treeRows(graph: Graph, relative: (file: string) => string): readonly TreeRow[] {
  const code = new Map(graph.code.map((node) => [node.id, node]))
  const rows = graph.destinations.map((destination) =>
    destinationRow(destination, graph.edges, code, {
      relative,
      words: presenceWords(graph.sessions.length > 0 && isCounted(destination.system)),
    }),
  )
  if (graph.notWatched !== undefined) rows.unshift(notWatchedRow(graph.notWatched))
  rows.push(
    ...problemsRow(
      'Problems',
      'warning',
      graph.problems.filter(({ note }) => !note),
      relative,
    ),
    ...problemsRow(
      'Notes',
      'info',
      graph.problems.filter(({ note }) => note),
      relative,
    ),
  )
  return rows
}

interface Wording {
  readonly relative: (file: string) => string
  /** Empty where there is nothing to say. */
  readonly words: (presence: Presence) => string
}

function destinationRow(
  destination: Destination,
  edges: readonly Edge[],
  code: ReadonlyMap<string, CodeNode>,
  wording: Wording,
): TreeRow {
  const { words } = wording
  const { id, kind, name, scope, live, presence } = destination
  const sends = edges.filter((edge) => edge.kind !== 'receive' && edge.to === id)
  const receives = edges.filter((edge) => edge.kind === 'receive' && edge.from === id)
  const bySubscription = (wanted: string | undefined): TreeRow[] =>
    receives.filter(({ subscription }) => subscription === wanted).map((edge) => codeRow(id, edge, code, wording))
  const declared = destination.declaredAt
  const figures = live ? figuresText(live) : ''
  return {
    id,
    label: scope ? `${scope}.${name}` : name,
    description: join(figures, words(presence)),
    spoken: join(`${kind} ${name}`, figures, words(presence)),
    icon: kindIcons[kind],
    positions: declared
      ? [declared]
      : edges.filter(({ from, to }) => from === id || to === id).flatMap(({ sites }) => sites),
    children: [
      ...sends.map((edge) => codeRow(id, edge, code, wording)),
      ...destination.subscriptions.map((subscription) =>
        subscriptionRow(subscription, bySubscription(subscription.id), words),
      ),
      ...bySubscription(undefined),
    ],
    unfolded: false,
  }
}

function subscriptionRow(
  { id, name, live, presence }: Subscription,
  consumers: readonly TreeRow[],
  words: Wording['words'],
): TreeRow {
  const figures = live ? figuresText(live) : ''
  return {
    id,
    label: name,
    description: join('subscription', figures, words(presence)),
    spoken: join(`subscription ${name}`, figures, words(presence)),
    icon: 'rss',
    positions: consumers.flatMap(({ positions }) => positions),
    children: consumers,
    unfolded: true,
  }
}

/** More would not be read in a tooltip. */
const mostReasons = 5

/** A producer or consumer of one destination. */
function codeRow(
  destination: string,
  edge: Edge,
  code: ReadonlyMap<string, CodeNode>,
  { relative, words }: Wording,
): TreeRow {
  const node = code.get(edge.kind === 'receive' ? edge.to : edge.from)
  const positions = edge.sites.length > 0 ? edge.sites : node ? [node.position] : []
  const first = positions[0]
  const role = roles[edge.kind]
  const place = first ? `${relative(first.file)}:${first.line}` : ''
  // Dead letters may come from a destination whose consumer is not known.
  const label = node?.name ?? (place || edge.from)
  const evidence = [...new Set(edge.sites.flatMap((site) => site.evidence ?? []))].slice(0, mostReasons)
  const figures = edge.live && edge.live.rate > 0 ? rate(edge.live.rate) : ''
  // Said only where the other side is in another package: elsewhere it would be noise.
  const across = edge.crosses && node?.package !== undefined ? `in ${node.package}` : ''
  return {
    id: `${destination} ${edge.id}`,
    label,
    description: join(role, across, figures, place, words(edge.presence)),
    spoken: join(`${label} ${role}`, across, figures, place, words(edge.presence)),
    icon: edge.kind === 'receive' ? 'arrow-left' : 'arrow-right',
    positions,
    children: [],
    unfolded: false,
    ...(evidence.length > 0 && { why: evidence.join('\n') }),
  }
}

function notWatchedRow(reason: string): TreeRow {
  return leaf('not watched', 'Not watched', reason, 'eye-closed', [])
}

function problemsRow(
  label: string,
  icon: string,
  problems: readonly Problem[],
  relative: (file: string) => string,
): TreeRow[] {
  if (problems.length === 0) return []
  const rows = problems.map(({ code, message, file, line = 1 }, index) =>
    leaf(
      `${label} ${index} ${code}`,
      message,
      file === undefined ? '' : `${relative(file)}:${line}`,
      icon,
      file === undefined ? [] : [{ file, line, column: 1 }],
    ),
  )
  return [{ ...leaf(label, label, String(problems.length), icon, []), children: rows }]
}

function leaf(
  id: string,
  label: string,
  description: string,
  icon: string,
  positions: readonly SourcePosition[],
): TreeRow {
  return { id, label, description, spoken: join(label, description), icon, positions, children: [], unfolded: false }
}

const roles: Record<Edge['kind'], string> = { send: 'sends', receive: 'receives', 'dead-letter': 'gives up to it' }

const kindIcons: Record<Destination['kind'], string> = { queue: 'list-ordered', topic: 'broadcast', event: 'zap' }

/** Before anything ran, that something never did is no news. */
function presenceWords(ran: boolean): Wording['words'] {
  return (presence) => (presence === 'live' ? 'not found in source' : presence === 'source' && ran ? 'never ran' : '')
}

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ')
}
