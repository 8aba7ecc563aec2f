import { describe, expect, it } from 'vitest'
import { MappingBuilder } from './mappingBuilder.ts'
import { SessionBuilder } from './sessionBuilder.ts'
import { code, edge, storeAt } from './stores.ts'

function monorepo(): MappingBuilder {
  return new MappingBuilder()
    .package('shop', '/shop')
    .package('@shop/api', '/shop/packages/api')
    .package('@shop/mail', '/shop/packages/mail')
    .destination('q', 'queue', 'receipts')
    .destination('own', 'queue', 'retries')
    .site('send', 'q', '/shop/packages/api/order.ts:10:1', 'order')
    .site('send', 'own', '/shop/packages/api/order.ts:20:1', 'again')
    .site('receive', 'own', '/shop/packages/api/retry.ts:5:1', 'retry')
    .site('receive', 'q', '/shop/packages/mail/src/deep/mail.ts:7:1', 'mail')
    .site('receive', 'q', '/shop/tools/count.ts:3:1', 'count')
}

function graphOf(mapping: MappingBuilder, ...sessions: SessionBuilder[]) {
  const { store } = storeAt(2000)
  store.setMapping(mapping.mapping)
  for (const builder of sessions) store.update(builder.session)
  return store.graph
}

describe('packages', () => {
  it('own the code in their folders, the innermost first', () => {
    const graph = graphOf(monorepo())
    expect(graph.code.map((node) => [node.name, node.package])).toEqual([
      ['order', '@shop/api'],
      ['again', '@shop/api'],
      ['retry', '@shop/api'],
      ['mail', '@shop/mail'],
      ['count', 'shop'],
    ])
  })

  it('are crossed by the edges of a destination that has ends in several', () => {
    const graph = graphOf(monorepo())
    expect(edge(graph, 'send', 'order', 'receipts').crosses).toEqual(['@shop/mail', 'shop'])
    expect(edge(graph, 'receive', 'receipts', 'mail').crosses).toEqual(['@shop/api'])
    expect(edge(graph, 'receive', 'receipts', 'count').crosses).toEqual(['@shop/api'])
    expect('crosses' in edge(graph, 'send', 'again', 'retries')).toBe(false)
    expect('crosses' in edge(graph, 'receive', 'retries', 'retry')).toBe(false)
  })

  it('take in code that only a running program showed', () => {
    const graph = graphOf(
      monorepo(),
      new SessionBuilder('s').queue(1, 'receipts', 50).site(1, 'send', '/shop/packages/mail/test.ts:3:1', 1, 'probe'),
    )
    expect(code(graph, 'probe').package).toBe('@shop/mail')
  })

  it('are not made up for code outside of all of them', () => {
    const graph = graphOf(
      new MappingBuilder()
        .package('@shop/api', '/shop/packages/api')
        .destination('q', 'queue', 'receipts')
        .site('send', 'q', '/shop/packages/api-old/order.ts:10:1', 'order')
        .site('receive', 'q', '/shop/packages/api/mail.ts:7:1', 'mail'),
    )
    expect('package' in code(graph, 'order')).toBe(false)
    expect(code(graph, 'mail').package).toBe('@shop/api')
    expect('crosses' in edge(graph, 'send', 'order', 'receipts')).toBe(false)
  })
})
