import { describe, expect, it } from 'vitest'
import type { Graph } from '../../../src/protocol/graph.ts'
import { MappingBuilder } from './mappingBuilder.ts'
import { SessionBuilder } from './sessionBuilder.ts'
import { code, destination, edge, storeAt, subscription } from './stores.ts'

function merged(mapping: MappingBuilder, ...sessions: SessionBuilder[]) {
  const { store } = storeAt(2000)
  store.setMapping(mapping.mapping)
  for (const builder of sessions) store.update(builder.session)
  return store.graph
}

describe('destinations', () => {
  it('joins a queue by its name and says what only one side knows', () => {
    const graph = merged(
      new MappingBuilder()
        .destination('q1', 'queue', 'resize', { capacity: 100 })
        .destination('q2', 'queue', 'import', { capacity: 500 }),
      new SessionBuilder('s').queue(1, 'resize', 50).queue(2, 'audit-eu'),
    )
    expect(graph.destinations.map(({ name, presence }) => [name, presence])).toEqual([
      ['resize', 'both'],
      ['import', 'source'],
      ['audit-eu', 'live'],
    ])
    expect(destination(graph, 'resize').capacity).toBe(50)
    expect(destination(graph, 'import').capacity).toBe(500)
    expect(destination(graph, 'import').live).toBeUndefined()
  })

  it('sums instances of one identity, in one program and in several', () => {
    const graph = merged(
      new MappingBuilder().destination('q', 'queue', 'jobs'),
      new SessionBuilder('a')
        .queue(1, 'jobs', 10)
        .queue(2, 'jobs', 10)
        .count(1, { sent: 3, depth: 3 })
        .count(2, { sent: 4 }),
      new SessionBuilder('b', { at: 1100, thread: 1 }).queue(1, 'jobs', 10).count(1, { sent: 5, depth: 1 }),
    )
    expect(destination(graph, 'jobs').live).toMatchObject({ sent: 12, depth: 4, capacity: 30, instances: 3 })
  })

  it('gives a running program’s names the name that the user joins them under', () => {
    const builder = new MappingBuilder().destination('q1', 'queue', 'resize-prod')
    const { store } = storeAt(2000)
    store.setMapping({ ...builder.mapping, join: [{ from: '*-dev', to: '*-prod' }] })
    store.update(new SessionBuilder('s').queue(1, 'resize-dev').queue(2, 'mail-dev').count(1, { sent: 4 }).session)
    expect(store.graph.destinations.map(({ name, presence, live }) => [name, presence, live?.sent])).toEqual([
      ['resize-prod', 'both', 4],
      ['mail-prod', 'live', 0],
    ])
  })

  it('keeps topics of two buses apart', () => {
    const graph = merged(
      new MappingBuilder()
        .destination('t1', 'topic', 'changed', { scope: 'shop' })
        .destination('t2', 'topic', 'changed', { scope: 'stock' }),
      new SessionBuilder('s').topic(1, 'changed', 'stock').topic(2, 'changed', 'other').count(1, { sent: 7 }),
    )
    expect(graph.destinations.map(({ scope, presence, live }) => [scope, presence, live?.sent])).toEqual([
      ['shop', 'source', undefined],
      ['stock', 'both', 7],
      ['other', 'live', 0],
    ])
  })

  it('joins a scope that one side does not know if the name is unambiguous', () => {
    const graph = merged(
      new MappingBuilder().destination('t', 'topic', 'OrderPlaced'),
      new SessionBuilder('s').topic(1, 'OrderPlaced', 'bus'),
    )
    expect(destination(graph, 'OrderPlaced')).toMatchObject({ presence: 'both', scope: 'bus' })
  })

  it('does not guess between two of that name', () => {
    const two = merged(
      new MappingBuilder().destination('t1', 'topic', 'changed').destination('t2', 'topic', 'changed'),
      new SessionBuilder('s').topic(1, 'changed', 'bus'),
    )
    expect(two.destinations.map(({ presence }) => presence)).toEqual(['source', 'source', 'live'])
    expect(new Set(two.destinations.map(({ id }) => id)).size).toBe(3)

    const twoLive = merged(
      new MappingBuilder().destination('t1', 'topic', 'changed'),
      new SessionBuilder('s').topic(1, 'changed', 'bus').topic(2, 'changed', 'bus-2'),
    )
    expect(twoLive.destinations.map(({ presence }) => presence)).toEqual(['source', 'live', 'live'])
  })

  it('joins plain emitters through the places they are used at', () => {
    const graph = merged(
      new MappingBuilder()
        .destination('e1', 'event', 'change', { scope: 'Cart.events' })
        .destination('e2', 'event', 'change', { scope: 'Stock.events' })
        .site('send', 'e1', '/src/cart.ts:10:17', 'Cart.add')
        .site('send', 'e2', '/src/stock.ts:20:17', 'Stock.take'),
      new SessionBuilder('s')
        .event(1, 'change')
        .event(2, 'change')
        .count(1, { sent: 5 })
        .count(2, { sent: 9 })
        .site(1, 'send', '/src/stock.ts:20:17')
        .site(2, 'send', '/src/cart.ts:10:17'),
    )
    expect(graph.destinations.map(({ scope, presence, live }) => [scope, presence, live?.sent])).toEqual([
      ['Cart.events', 'both', 9],
      ['Stock.events', 'both', 5],
    ])
  })

  it('joins names of which a part is known, to the pattern that knows most', () => {
    const graph = merged(
      new MappingBuilder()
        .destination('p1', 'queue', 'audit-*')
        .destination('p2', 'queue', 'audit-eu-*')
        .destination('p3', 'queue', '*'),
      new SessionBuilder('s')
        .queue(1, 'audit-eu-west')
        .queue(2, 'audit-us')
        .queue(3, 'other')
        .queue(4, 'audit.eu-west')
        .count(1, { sent: 1 })
        .count(2, { sent: 2 })
        .count(3, { sent: 3 })
        .count(4, { sent: 4 }),
    )
    expect(graph.destinations.map(({ name, presence, live }) => [name, presence, live?.sent])).toEqual([
      ['audit-*', 'both', 2],
      ['audit-eu-*', 'both', 1],
      ['*', 'source', undefined],
      ['other', 'live', 3],
      ['audit.eu-west', 'live', 4],
    ])
  })
})

describe('code', () => {
  it('is one node a function, with all its sites, both sides merged', () => {
    const at = { name: 'placeOrder', file: '/src/place.ts', line: 3, column: 1 }
    const graph = merged(
      new MappingBuilder()
        .destination('q', 'queue', 'payment')
        .destination('t', 'topic', 'OrderPlaced')
        .site('send', 'q', '/src/place.ts:5:11', 'placeOrder', { code: at })
        .site('send', 'q', '/src/place.ts:9:11', 'placeOrder', { code: at })
        .site('send', 't', '/src/place.ts:12:7', 'placeOrder', { code: at }),
      new SessionBuilder('s').queue(1, 'payment').topic(2, 'OrderPlaced').site(1, 'send', '/src/place.ts:9:11'),
    )
    expect(graph.code).toMatchObject([{ name: 'placeOrder', presence: 'both', sends: true, receives: false }])
    expect(edge(graph, 'send', 'placeOrder', 'payment')).toMatchObject({ presence: 'both' })
    expect(edge(graph, 'send', 'placeOrder', 'payment').sites.map(({ line }) => line)).toEqual([5, 9])
    expect(edge(graph, 'send', 'placeOrder', 'OrderPlaced').presence).toBe('source')
  })

  it('finds the site of a call that stands in a wrapper among its callers', () => {
    const graph = merged(
      new MappingBuilder().destination('q', 'queue', 'mail').site('send', 'q', '/src/signup.ts:8:10', 'signUp'),
      new SessionBuilder('s')
        .queue(1, 'mail')
        .site(1, 'send', ['/src/outbox.ts:4:20', '/src/mailer.ts:9:1', '/src/signup.ts:8:10']),
    )
    expect(graph.code).toMatchObject([{ name: 'signUp', presence: 'both' }])
    expect(graph.edges).toHaveLength(1)
  })

  it('takes a call that a compiler placed a line off for the same site, if it is of that destination', () => {
    const graph = merged(
      new MappingBuilder()
        .destination('q', 'queue', 'mail')
        .destination('q2', 'queue', 'sms')
        .site('send', 'q', '/src/signup.ts:8:10', 'signUp')
        .site('send', 'q2', '/src/signup.ts:9:10', 'text'),
      new SessionBuilder('s').queue(1, 'mail').site(1, 'send', '/src/signup.ts:7:5'),
    )
    expect(edge(graph, 'send', 'signUp', 'mail').presence).toBe('both')
    expect(edge(graph, 'send', 'text', 'sms').presence).toBe('source')
  })

  it('that only ran is a node of its own, one a function', () => {
    const graph = merged(
      new MappingBuilder(),
      new SessionBuilder('s')
        .queue(1, 'mail')
        .site(1, 'send', '/src/a.ts:3:5', 1, 'sweep')
        .site(1, 'send', '/src/a.ts:7:5', 1, 'sweep')
        .site(1, 'send', '/src/b.ts:3:5'),
    )
    expect(graph.code).toMatchObject([
      { name: 'sweep', presence: 'live', position: { line: 3 } },
      { name: 'b.ts', presence: 'live' },
    ])
    expect(edge(graph, 'send', 'sweep', 'mail').sites.map(({ line, library }) => [line, library])).toEqual([
      [3, 'live'],
      [7, 'live'],
    ])
  })

  it('joins an unlisted call in a function that the map knows to that function', () => {
    const graph = merged(
      new MappingBuilder()
        .destination('q', 'queue', 'mail')
        .destination('q2', 'queue', 'sms')
        .site('send', 'q', '/src/a.ts:8:10', 'Signup.run'),
      new SessionBuilder('s').queue(1, 'sms').site(1, 'send', '/src/a.ts:20:5', 1, 'async Signup.run'),
    )
    expect(graph.code).toMatchObject([{ name: 'Signup.run', presence: 'both' }])
    expect(edge(graph, 'send', 'Signup.run', 'sms').presence).toBe('live')
  })

  it('gives a place whose destination the map does not know the one that the program said', () => {
    const graph = merged(
      new MappingBuilder().site('send', null, '/src/audit.ts:5:9', 'audit', { dynamic: true }),
      new SessionBuilder('s').queue(1, 'audit-eu').site(1, 'send', '/src/audit.ts:5:9'),
    )
    expect(edge(graph, 'send', 'audit', 'audit-eu')).toMatchObject({ presence: 'both', sites: [{ dynamic: true }] })
    expect(code(graph, 'audit').presence).toBe('both')
  })

  it('without an edge is left out', () => {
    const graph = merged(new MappingBuilder().site('send', null, '/src/audit.ts:5:9', 'audit'))
    expect(graph.code).toEqual([])
  })

  it('compares drive letters without their case and separators of both kinds', () => {
    const graph = merged(
      new MappingBuilder().destination('q', 'queue', 'mail').site('send', 'q', 'C:/src/a.ts:8:10', 'signUp'),
      new SessionBuilder('s').queue(1, 'mail').site(1, 'send', 'c:\\src\\a.ts:8:10'),
    )
    expect(edge(graph, 'send', 'signUp', 'mail').presence).toBe('both')
  })
})

describe('receivers', () => {
  const mapping = () =>
    new MappingBuilder()
      .destination('q', 'queue', 'resize')
      .destination('dead', 'queue', 'resize.dead')
      .site('receive', 'q', '/src/worker.ts:12:9', 'resizeWorker', { deadLetter: 'dead' })

  it('join consumers by the place they were started at', () => {
    const graph = merged(
      mapping(),
      new SessionBuilder('s')
        .queue(1, 'resize')
        .consumer(2, 1, 'x', 3)
        .count(2, { inFlight: 2, received: 8, failed: 1 })
        .site(2, 'receive', '/src/worker.ts:12:9'),
    )
    expect(edge(graph, 'receive', 'resize', 'resizeWorker')).toMatchObject({
      presence: 'both',
      live: { concurrency: 3, busy: 2, count: 8, failed: 1, estimated: false },
    })
  })

  it('take the only reader for a consumer whose place was not seen', () => {
    const graph = merged(mapping(), new SessionBuilder('s').queue(1, 'resize').consumer(2, 1, 'x'))
    expect(edge(graph, 'receive', 'resize', 'resizeWorker').presence).toBe('both')
  })

  it('among several take the one of the consumer’s name, else none', () => {
    const two = mapping().site('receive', 'q', '/src/other.ts:5:9', 'Other.work')
    const graph = merged(
      two,
      new SessionBuilder('s').queue(1, 'resize').consumer(2, 1, 'bound work').consumer(3, 1, 'unheard'),
    )
    expect(edge(graph, 'receive', 'resize', 'Other.work').live).toMatchObject({ concurrency: 1 })
    expect(edge(graph, 'receive', 'resize', 'resizeWorker').presence).toBe('source')
  })

  it('give dead letters from the consumer that gives up', () => {
    const fromSource = merged(mapping())
    expect(edge(fromSource, 'dead-letter', 'resizeWorker', 'resize.dead').presence).toBe('source')
    expect(destination(fromSource, 'resize.dead').isDeadLetter).toBe(true)

    const session = new SessionBuilder('s')
      .queue(1, 'resize')
      .queue(2, 'resize.dead')
      .consumer(3, 1, 'w', 3, 'resize.dead')
      .count(3, { deadLettered: 4 })
      .site(3, 'receive', '/src/worker.ts:12:9')
    expect(edge(merged(mapping(), session), 'dead-letter', 'resizeWorker', 'resize.dead')).toMatchObject({
      presence: 'both',
      live: { count: 4 },
    })
    expect(edge(merged(new MappingBuilder(), session), 'dead-letter', 'worker.ts', 'resize.dead').presence).toBe('live')
  })

  it('give dead letters only where the source says so', () => {
    const two = mapping().site('receive', 'q', '/src/other.ts:5:9', 'other')
    const giving = (graph: Graph) => graph.edges.filter(({ kind }) => kind === 'dead-letter').map(({ from }) => from)
    const worker = edge(merged(two), 'receive', 'resize', 'resizeWorker').to
    expect(giving(merged(two))).toEqual([worker])

    const unseen = new SessionBuilder('s')
      .queue(1, 'resize')
      .queue(2, 'resize.dead')
      .consumer(3, 1, 'w', 3, 'resize.dead')
    expect(giving(merged(two, unseen))).toEqual([worker])
    expect(edge(merged(two, unseen), 'dead-letter', 'resizeWorker', 'resize.dead').presence).toBe('both')
  })

  it('give dead letters from the destination while it is not known who gives up', () => {
    const session = new SessionBuilder('s')
      .queue(1, 'resize')
      .queue(2, 'resize.dead')
      .consumer(3, 1, 'w', 3, 'resize.dead')
    const graph = merged(new MappingBuilder(), session)
    expect(edge(graph, 'dead-letter', 'resize', 'resize.dead').presence).toBe('live')
  })
})

describe('subscriptions', () => {
  const mapping = () =>
    new MappingBuilder()
      .destination('t', 'topic', 'OrderPlaced')
      .site('receive', 't', '/src/mail.ts:5:7', 'sendReceipt', { subscription: 'email' })
      .site('receive', 't', '/src/stats.ts:5:7', 'Stats.track')
      .site('receive', 't', '/src/bill.ts:5:7', 'charge', { group: 'billing' })

  it('are named by the source, by their group, else by the handler', () => {
    const graph = merged(mapping())
    expect(destination(graph, 'OrderPlaced').subscriptions).toMatchObject([
      { name: 'email', presence: 'source' },
      { name: 'Stats.track', presence: 'source' },
      { name: 'billing', group: 'billing', presence: 'source' },
    ])
    expect(edge(graph, 'receive', 'OrderPlaced', 'sendReceipt').subscription).toBe(
      subscription(graph, 'OrderPlaced', 'email').id,
    )
  })

  it('join by name, and where the source tells none by the place', () => {
    const graph = merged(
      mapping(),
      new SessionBuilder('s')
        .topic(1, 'OrderPlaced')
        .subscription(2, 1, 'email')
        .subscription(3, 1, 'analytics')
        .subscription(4, 1, 'late')
        .count(2, { depth: 1204 })
        .count(3, { acked: 3 })
        .consumer(5, 3, 'trackers')
        .site(5, 'receive', '/src/stats.ts:5:7'),
    )
    expect(
      destination(graph, 'OrderPlaced').subscriptions.map(({ name, presence, live }) => [name, presence, live?.depth]),
    ).toEqual([
      ['email', 'both', 1204],
      ['analytics', 'both', 0],
      ['billing', 'source', undefined],
      ['late', 'live', 0],
    ])
    expect(edge(graph, 'receive', 'OrderPlaced', 'Stats.track')).toMatchObject({
      subscription: subscription(graph, 'OrderPlaced', 'analytics').id,
      presence: 'both',
    })
  })

  it('join the handler’s name that the runtime fell back on', () => {
    const graph = merged(mapping(), new SessionBuilder('s').topic(1, 'OrderPlaced').subscription(2, 1, 'track'))
    expect(subscription(graph, 'OrderPlaced', 'track').presence).toBe('both')
  })

  it('that are only declared have no receiver', () => {
    const graph = merged(
      mapping(),
      new SessionBuilder('s').topic(1, 'OrderPlaced').subscription(2, 1, 'loyalty').site(2, 'receive', '/src/l.ts:5:7'),
    )
    const { id } = subscription(graph, 'OrderPlaced', 'loyalty')
    expect(graph.edges.filter((line) => line.subscription === id)).toEqual([])
    expect(graph.code.filter(({ presence }) => presence !== 'source')).toEqual([])
  })
})
