import { expect, it } from 'vitest'
import { detailsOf } from '../../../src/webview/detailsModel.ts'
import { indexGraph } from '../../../src/webview/graphIndex.ts'
import { statuses } from '../../../src/webview/status.ts'
import { draft } from '../../../scripts/gallery/harness/drafts.ts'

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
