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
  const table = programs.flatMap((program) => endings.map((way) => ({ ...program, ...way })))

  it.concurrent.each(table)('$launch, $ending', async ({ example, launch, ending, code }) => {
    const { store, ended } = await lab.start({ example, launch }, { seconds: 2.2, ending })
    const { code: came, stderr, totals } = await ended
    expect(came, stderr).toBe(code)
    await until(() => store.graph.sessions[0]?.state === 'ended', `the end of ${launch}`)
    expect(store.graph.sessions).toMatchObject([{ name: launch, lastFigures: 'exact' }])
    expect(totalsOf(store.graph)).toEqual(totals)
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
