import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Graph, LiveFigures } from '../../../src/protocol/graph.ts'
import { openWatchedLab, programs, until, type Ending, type Totals, type WatchedLab } from './exampleLab.ts'

let lab: WatchedLab
beforeAll(async () => {
  lab = await openWatchedLab()
})
afterAll(() => lab.dispose())

const endings: readonly { ending: Ending; code: number }[] = [
  { ending: 'drain', code: 0 },
  { ending: 'exit', code: 0 },
  { ending: 'throw', code: 1 },
]

describe('the graph’s totals are those that the program printed, message for message', () => {
  const runs = process.env['FANOUT_LONG'] === undefined ? 1 : 10
  const table = programs.flatMap((program) =>
    endings.flatMap((way) => Array.from({ length: runs }, (_, run) => ({ ...program, ...way, run: run + 1 }))),
  )

  it.concurrent.each(table)('$launch, $ending, run $run', async ({ example, launch, ending, code }) => {
    const { store, ended } = await lab.start({ example, launch }, { seconds: 2.2, ending })
    const { code: came, stderr, totals } = await ended
    expect(came, stderr).toBe(code)
    await until(() => store.graph.sessions[0]?.state === 'ended', `the end of ${launch}`)
    expect(store.graph.sessions).toMatchObject([{ name: launch, lastFigures: 'exact' }])
    expect(totalsOf(store.graph)).toEqual(totals)
  })
})

describe('source and program are found to be the same', () => {
  const neverRan: Readonly<Record<string, readonly string[]>> = {
    Burst: ['jobs', 'narrow'],
    Both: ['queue', 'subA', 'subB'],
    'Sign-up': ['UserCreated'],
    Shop: ['import-rows'],
  }

  it.concurrent.each(Object.keys(neverRan))('%s', async (launch) => {
    const program = programs.find((known) => known.launch === launch)!
    const { store, ended } = await lab.start(program, { seconds: 3, ending: 'exit' })
    await ended
    await until(() => store.graph.sessions[0]?.state === 'ended', `the end of ${launch}`)
    const { destinations, code } = store.graph
    const only = (side: Graph['code'][number]['presence'], nodes: Graph['destinations'] | Graph['code']): string[] =>
      nodes.filter(({ presence }) => presence === side).map(({ name }) => name)
    expect(only('source', destinations)).toEqual(neverRan[launch])
    expect(only('live', destinations)).toEqual(launch === 'Shop' ? ['audit-eu-west'] : [])
    // Every call that was seen stands at a place that the map knows.
    expect(only('live', code)).toEqual([])
  })
})

/** In the form in which the examples print them. Those of destinations that did nothing are left out. */
function totalsOf({ destinations }: Graph): Totals {
  const lines = destinations.flatMap(({ name, kind, live, subscriptions }) => [
    [name, kind === 'topic' ? sentOnly(live) : kind === 'event' ? heard(live) : worked(live)] as const,
    ...subscriptions.map((own) => [`${name}/${own.name}`, { ...worked(own.live), sent: 0 }] as const),
  ])
  return Object.fromEntries(lines.filter(([, { sent, handled, failed }]) => sent + handled + failed > 0))
}

type Line = Totals[string]

const sentOnly = (live: LiveFigures | undefined): Line => ({ sent: live?.sent ?? 0, handled: 0, failed: 0 })

const heard = (live: LiveFigures | undefined): Line => ({ ...sentOnly(live), handled: live?.received ?? 0 })

const worked = (live: LiveFigures | undefined): Line => ({
  sent: live?.sent ?? 0,
  handled: live?.acked ?? 0,
  failed: live?.nacked ?? 0,
})
