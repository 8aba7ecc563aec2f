import { describe, expect, it } from 'vitest'
import type { Graph } from '../../../src/protocol/graph.ts'
import { matching, narrowed, ofMode, parseFilter } from '../../../src/webview/filter.ts'
import { inPackages, shop } from '../../../scripts/gallery/harness/graphs.ts'

const graph = shop()

function names(of: Graph, ids: ReadonlySet<string>): string[] {
  return [...of.destinations, ...of.code].filter(({ id }) => ids.has(id)).map(({ name }) => name)
}

const find = (query: string): string[] => names(graph, matching(graph, parseFilter(query)))

describe('a query', () => {
  it('finds parts of names, in any case', () => {
    expect(find('ORDERP')).toEqual(['OrderPlaced'])
  })
  it('finds subscriptions, emitters and files', () => {
    expect(find('analytics')).toEqual(['OrderPlaced', 'trackOrder'])
    expect(find('heartbeat')).toEqual(['tick'])
    expect(find('photos/')).toEqual(['uploadPhoto'])
  })
  it('finds kinds', () => {
    expect(find('kind:event')).toEqual(['stock:low', 'tick'])
    expect(find('kind:topic order')).toEqual(['OrderPlaced', 'OrderCancelled'])
    expect(find('kind:code import')).toEqual(['importCsv', 'importRow'])
  })
  it('compares figures of destinations and of code', () => {
    expect(find('depth>=100')).toEqual(['resize-image', 'OrderPlaced'])
    expect(find('failed>0')).toEqual(['resize-image', 'OrderPlaced', 'sendReceipt'])
    expect(find('waiting>0')).toEqual(['resize-image', 'uploadPhoto'])
    expect(find('kind:queue depth=3')).toEqual(['payment'])
    expect(find('lag>20')).toEqual(['OrderPlaced'])
    expect(find('dead>0 kind:queue')).toEqual(['resize-image'])
  })
  it('finds packages: their code, and what it sends to or receives from', () => {
    const monorepo = inPackages(graph)
    const found = names(monorepo, matching(monorepo, parseFilter('package:EMAIL')))
    expect(found).toEqual(['OrderPlaced', 'email.dead', 'sendReceipt'])
    expect(find('package:email')).toEqual([])
  })
  it('takes what it does not know for a part of a name', () => {
    expect(find('colour>3')).toEqual([])
    expect(find('kind:nonsense')).toEqual([])
  })
  it('is empty if nothing is asked', () => {
    expect(parseFilter('   ').empty).toBe(true)
    expect(parseFilter('failed>0').live).toBe(true)
    expect(parseFilter('orders').live).toBe(false)
  })
})

describe('a narrowed graph', () => {
  it('holds what was found and its neighbours, and the edges between', () => {
    const near = narrowed(graph, matching(graph, parseFilter('payment')))
    expect(near.destinations.map(({ name }) => name)).toEqual(['payment'])
    expect(near.code.map(({ name }) => name)).toEqual(['chargeCard', 'settlePayment'])
    expect(near.edges).toHaveLength(2)
  })
})

describe('one side', () => {
  it('of the source has no figures and nothing that only ran', () => {
    const source = ofMode(graph, 'source')
    expect(source.sessions).toEqual([])
    expect(source.destinations.some(({ live, presence }) => live !== undefined || presence === 'live')).toBe(false)
    expect(
      source.destinations.flatMap(({ subscriptions }) => subscriptions).some((subscription) => 'live' in subscription),
    ).toBe(false)
    expect(source.edges.some((edge) => 'live' in edge)).toBe(false)
    expect(source.code.map(({ name }) => name)).not.toContain('health')
    expect(source.destinations.map(({ name }) => name)).toContain('import-rows')
  })
  it('that ran has nothing that is only in source', () => {
    const live = ofMode(graph, 'live')
    expect(live.destinations.map(({ name }) => name)).toContain('tick')
    expect(live.destinations.map(({ name }) => name)).not.toContain('import-rows')
    expect(live.edges.every(({ presence }) => presence !== 'source')).toBe(true)
  })
  it('is both by default', () => {
    expect(ofMode(graph, 'both')).toBe(graph)
  })
})
