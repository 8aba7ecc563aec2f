import { describe, expect, it } from 'vitest'
import { emptyGraph, type Graph } from '../../../src/protocol/graph.ts'
import { bannersOf, noticeOf } from '../../../src/webview/notice.ts'
import { createPictures } from '../../../src/webview/picture.ts'
import { chipText, sessionLines } from '../../../src/webview/sessions.ts'
import { initialState, type ViewState } from '../../../src/webview/state.ts'
import { draftNow, session } from '../../../scripts/gallery/harness/drafts.ts'
import { empty, mapping, noFolder, shop } from '../../../scripts/gallery/harness/graphs.ts'

const notice = (graph: Graph | undefined, more: Partial<ViewState> = {}): string => {
  const state = { ...initialState, graph, ...more }
  const shown = noticeOf(state, createPictures()(state, draftNow))
  return shown ? [shown.title, ...shown.actions.map(({ label }) => label)].join(' | ') : 'none'
}

describe('what stands in place of a picture', () => {
  it.each([
    ['nothing said', undefined, {}, 'Starting…'],
    ['no folder', noFolder, {}, 'No folder is open | Read how it works'],
    ['being read', mapping, {}, 'Reading the source'],
    [
      'nothing found',
      empty,
      {},
      'No queues, topics or events found | Start debugging | Add the Fanout runtime | Read the source again | Read how it works',
    ],
    [
      'failed',
      { ...emptyGraph, map: { state: 'failed', message: 'no' } } satisfies Graph,
      {},
      'The source could not be read | Read the source again | Start debugging',
    ],
    ['never ran', shop('map'), { mode: 'live' as const }, 'Nothing has run yet | Start debugging | Show both sides'],
    ['no match', shop(), { query: 'nonsense' }, 'Nothing found | Clear the query'],
    ['a picture', shop(), {}, 'none'],
  ])('%s', (_, graph, more, expected) => expect(notice(graph, more)).toBe(expected))

  it('says how far the reading is', () => {
    const state = { ...initialState, graph: mapping }
    expect(noticeOf(state, createPictures()(state, 0))).toMatchObject({
      text: '312 of 1,240 files',
      progress: 312 / 1240,
    })
  })
})

describe('banners', () => {
  const lines = (graph: Graph, more: Partial<ViewState> = {}): string[] =>
    bannersOf({ ...initialState, graph, ...more }).map(({ text, action }) =>
      action ? `${text} [${action.command}]` : text,
    )

  it('say why programs are not watched', () => {
    expect(lines(shop(), { trusted: false, injecting: false })).toEqual([
      'This workspace is not trusted: the map works, programs are not watched. [manageTrust]',
    ])
    expect(lines(shop(), { injecting: false })[0]).toContain('[openSettings]')
    expect(lines({ ...shop(), notWatched: 'It runs elsewhere.' })).toEqual(['Not watched: It runs elsewhere.'])
  })
  it('say that the source is being read again, and if that failed', () => {
    expect(lines({ ...shop(), map: { state: 'mapping', done: 3, total: 24 } })).toEqual([
      'Reading the source: 3 of 24 files',
    ])
    expect(lines({ ...shop(), map: { state: 'failed', message: 'tsconfig.json is broken' } })[0]).toContain(
      '[refreshMap]',
    )
  })
  it('are absent if all is well', () => expect(lines(shop())).toEqual([]))
})

describe('the session chip', () => {
  const chip = (...sessions: Parameters<typeof session>[0][]): string =>
    chipText(sessionLines(sessions.map(session), draftNow))
  it('counts while a program runs', () => expect(chip({})).toBe('shop · running 0:42'))
  it('says when it ended and what it left behind', () => {
    expect(chip({ state: 'ended', endedAt: draftNow, leftBehind: 4 })).toBe('shop · ended 14:02:11 · left behind: 4')
    expect(chip({ state: 'ended', endedAt: draftNow, lastFigures: 'cut' })).toBe('shop · ended 14:02:11 · cut off')
  })
  it('names the running one of several, and counts if more run', () => {
    expect(chip({ id: 'a', state: 'ended', endedAt: draftNow }, { id: 'b', name: 'worker' })).toBe(
      'worker · running 0:42',
    )
    expect(chip({ id: 'a' }, { id: 'b' })).toBe('2 programs running')
  })
  it('has a word for none', () => expect(chip()).toBe('not running'))
})
