import { expect, it } from 'vitest'
import { cardsOf } from '../../../src/webview/cards/cards.ts'
import { detailsOf } from '../../../src/webview/detailsModel.ts'
import { indexGraph } from '../../../src/webview/graphIndex.ts'
import { statuses } from '../../../src/webview/status.ts'
import { draft, figures, session } from '../../../scripts/gallery/harness/drafts.ts'
import { inPackages } from '../../../scripts/gallery/harness/graphs.ts'
import type { Graph } from '../../../src/protocol/graph.ts'

it('tells one who points at a place in the code why it counts', () => {
  const d = draft()
  d.send(d.code('sell', 'shop.ts:4'), d.destination('event', 'sold'))
  const drawn = d.graph({})
  const evidence = 'Sends through Bus.say by your rule fanout.rules[0].'
  const edges = drawn.edges.map((edge) => ({ ...edge, sites: edge.sites.map((site) => ({ ...site, evidence })) }))
  const index = indexGraph({ ...drawn, edges })
  const details = detailsOf(index, statuses(index, new Set()), drawn.destinations[0]?.id ?? '', 0, [])
  expect(details?.code.map(({ title }) => title.split('\n').at(-1))).toEqual([evidence])
})

it('names the package of each place where there are several', () => {
  const d = draft()
  const sold = d.destination('event', 'sold')
  d.send(d.code('sell', 'shop/sell.ts:4'), sold, {}, [8])
  d.receive(sold, d.code('mail', 'mail/mail.ts:2'))
  const placesOf = (graph: Graph): string[] => {
    const index = indexGraph(graph)
    return detailsOf(index, statuses(index, new Set()), sold.id, 0, [])?.code.map(({ place }) => place) ?? []
  }
  const drawn = d.graph({})
  expect(placesOf(drawn)).toEqual(['shop/sell.ts:8', 'mail/mail.ts:2'])
  expect(placesOf(inPackages(drawn))).toEqual(['shop · sell.ts:8', 'mail · mail.ts:2'])
})

it('says where messages wait that do so outside of the program', () => {
  const d = draft()
  const jobs = d.destination('queue', 'jobs', {
    system: 'fanout:redis',
    scope: '',
    live: figures({ depth: 12, capacity: null, inFlight: 2 }),
  })
  const index = indexGraph(d.graph({ sessions: [session()] }))
  const details = detailsOf(index, statuses(index, new Set()), jobs.id, 0, [])
  expect(details?.subtitle).toBe('queue · in Redis · 0 consumers')
  const rows = details?.sections[0]?.rows.map(({ label, value }) => `${label}: ${value}`)
  expect(rows).toContain('Waiting in Redis: 12')
  expect(rows).toContain('Oldest: –')
  const facts = { index, statuses: statuses(index, new Set()), recentFailures: new Set<string>(), now: 0, roots: [] }
  expect(cardsOf(facts)[0]).toMatchObject({ kind: 'queue', depth: '12 in Redis' })
})
