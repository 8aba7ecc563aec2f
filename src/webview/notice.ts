import type { ViewCommand } from '../protocol/view.ts'
import { counted, figure } from './format.ts'
import type { Picture } from './picture.ts'
import type { ViewState } from './state.ts'

/** What stands in place of a picture, and what to do next. */
export interface Notice {
  readonly title: string
  readonly text: string
  /** 0–1 while something is under way. */
  readonly progress?: number
  readonly actions: readonly NoticeAction[]
}

export interface NoticeAction {
  readonly label: string
  readonly does: { readonly command: ViewCommand } | { readonly view: 'clear-query' | 'show-both' }
}

const start: NoticeAction = { label: 'Start debugging', does: { command: 'start' } }
const refresh: NoticeAction = { label: 'Read the source again', does: { command: 'refreshMap' } }
const addRuntime: NoticeAction = { label: 'Add the Fanout runtime', does: { command: 'addRuntime' } }
const readme: NoticeAction = { label: 'Read how it works', does: { command: 'openReadme' } }

/** Undefined if there is something to draw. */
export function noticeOf({ graph, query, mode }: ViewState, picture: Picture | undefined): Notice | undefined {
  if (graph === undefined || picture === undefined) return { title: 'Starting…', text: '', actions: [] }
  if (picture.cards.length > 0) return undefined
  if (picture.found === 0)
    return {
      title: 'Nothing found',
      text: `No node matches “${query.trim()}”. A query is made of parts of names, kind:queue, or comparisons such as failed>0 and depth>=10.`,
      actions: [{ label: 'Clear the query', does: { view: 'clear-query' } }],
    }
  if (graph.destinations.length > 0) return hiddenByMode(mode, graph.sessions.length > 0)
  const { map } = graph
  switch (map.state) {
    case 'none':
      return {
        title: 'No folder is open',
        text: 'Open a folder with a TypeScript or JavaScript program to see how events flow through it.',
        actions: [readme],
      }
    case 'mapping':
      return {
        title: 'Reading the source',
        text: map.total > 0 ? `${figure(map.done)} of ${counted(map.total, 'file')}` : 'Looking for files…',
        progress: map.total > 0 ? map.done / map.total : 0,
        actions: [],
      }
    case 'failed':
      return { title: 'The source could not be read', text: map.message, actions: [refresh, start] }
    case 'ready':
      return {
        title: 'No queues, topics or events found',
        text: `${counted(map.files, 'file')} ${map.files === 1 ? 'was' : 'were'} read. Fanout looks for its own runtime, Node’s EventEmitter and almost ninety libraries in the source; of the first two it also shows what only a program that runs in the debugger tells.`,
        actions: [start, addRuntime, refresh, readme],
      }
  }
}

function hiddenByMode(mode: ViewState['mode'], ran: boolean): Notice {
  if (mode === 'live' && !ran)
    return {
      title: 'Nothing has run yet',
      text: 'Start the program in the debugger to see it live.',
      actions: [start, showAll],
    }
  return {
    title: 'Nothing to see from this side',
    text: mode === 'live' ? 'What ran used none of it.' : 'None of it was found in source.',
    actions: [showAll],
  }
}

const showAll: NoticeAction = { label: 'Show both sides', does: { view: 'show-both' } }

/** A line above the picture: something keeps programs from being watched, or the source is still being read. */
export interface Banner {
  readonly tone: 'info' | 'warn'
  readonly text: string
  readonly action?: { readonly label: string; readonly command: ViewCommand }
}

export function bannersOf({ graph, trusted, injecting }: ViewState): readonly Banner[] {
  if (graph === undefined) return []
  const banners: Banner[] = []
  if (!trusted)
    banners.push({
      tone: 'info',
      text: 'This workspace is not trusted: the map works, programs are not watched.',
      action: { label: 'Manage trust', command: 'manageTrust' },
    })
  if (graph.notWatched !== undefined) banners.push({ tone: 'warn', text: `Not watched: ${graph.notWatched}` })
  if (trusted && !injecting)
    banners.push({
      tone: 'info',
      text: 'Programs are not watched: the setting fanout.inject is never.',
      action: { label: 'Open settings', command: 'openSettings' },
    })
  if (graph.map.state === 'mapping' && graph.destinations.length > 0 && graph.map.total > 0)
    banners.push({
      tone: 'info',
      text: `Reading the source: ${figure(graph.map.done)} of ${counted(graph.map.total, 'file')}`,
    })
  if (graph.map.state === 'failed' && graph.destinations.length > 0)
    banners.push({
      tone: 'warn',
      text: `The source could not be read: ${graph.map.message}`,
      action: { label: 'Try again', command: 'refreshMap' },
    })
  return banners
}
