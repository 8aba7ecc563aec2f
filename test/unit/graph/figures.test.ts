import { describe, expect, it } from 'vitest'
import { MappingBuilder } from './mappingBuilder.ts'
import { SessionBuilder } from './sessionBuilder.ts'
import { destination, edge, storeAt, subscription } from './stores.ts'

describe('rates', () => {
  it('are those since the session began while it is younger than ten seconds', () => {
    const { store, goTo } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs')
    store.update(program.session)
    goTo(5000)
    store.update(program.count(1, { sent: 40, acked: 20 }).session)
    expect(destination(store.graph, 'jobs').live).toMatchObject({ inRate: 10, outRate: 5 })
  })

  it('are those of the last ten seconds afterwards, and fall to zero although no frame comes', () => {
    const { store, goTo } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs')
    store.update(program.session)
    goTo(3000)
    store.update(program.count(1, { sent: 1000, acked: 1000 }).session)
    goTo(20_000)
    expect(destination(store.graph, 'jobs').live).toMatchObject({ inRate: 0, outRate: 0, sent: 1000 })
    store.update(program.count(1, { sent: 1050 }).session)
    expect(destination(store.graph, 'jobs').live?.inRate).toBeCloseTo(5, 5)
  })

  it('count a settled message once it is given up, not while it waits for a retry', () => {
    const { store, goTo } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs')
    store.update(program.session)
    goTo(3000)
    store.update(program.count(1, { nacked: 20, retried: 12, failed: 2, deadLettered: 4 }).session)
    expect(destination(store.graph, 'jobs').live?.outRate).toBe(3)
  })

  it('of an event are its emits and its calls of listeners', () => {
    const { store, goTo } = storeAt(1000)
    const program = new SessionBuilder('s').event(1, 'change', 'Cart')
    store.update(program.session)
    goTo(3000)
    store.update(program.count(1, { sent: 4, received: 12, listeners: 3 }).session)
    expect(destination(store.graph, 'change').live).toMatchObject({ inRate: 2, outRate: 6, listeners: 3 })
  })
})

describe('latency', () => {
  it('is that of the window, within five percent', () => {
    const { store, goTo } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs')
    store.update(program.measure(1, 'wait', 5, 5, 5).session)
    expect(destination(store.graph, 'jobs').live?.wait?.p50).toBeCloseTo(5, 0)
    goTo(20_000)
    store.update(program.session)
    expect(destination(store.graph, 'jobs').live?.wait).toBeUndefined()
    const measured = [...Array<number>(94).fill(100), ...Array<number>(6).fill(2000)]
    store.update(program.measure(1, 'wait', ...measured).session)
    const { p50, p95 } = destination(store.graph, 'jobs').live!.wait!
    expect(Math.abs(p50 - 100)).toBeLessThan(5)
    expect(Math.abs(p95 - 2000)).toBeLessThan(100)
  })

  it('goes over all instances', () => {
    const { store } = storeAt(1000)
    store.update(new SessionBuilder('a').queue(1, 'jobs').measure(1, 'process', 10, 10, 10).session)
    store.update(new SessionBuilder('b', { thread: 1 }).queue(1, 'jobs').measure(1, 'process', 900).session)
    const { p50, p95 } = destination(store.graph, 'jobs').live!.process!
    expect(p50).toBeLessThan(11)
    expect(p95).toBeGreaterThan(855)
  })
})

describe('fullness', () => {
  it('says since when, while a queue stays full', () => {
    const { store, goTo } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs', 3)
    store.update(program.count(1, { depth: 2 }).session)
    expect(destination(store.graph, 'jobs').live?.fullSince).toBeUndefined()
    goTo(4000)
    store.update(program.count(1, { depth: 3 }).session)
    expect(destination(store.graph, 'jobs').live?.fullSince).toBe(4000)
    goTo(6000)
    // A place came free for the one who waits for it.
    store.update(program.count(1, { depth: 2, waitingSenders: 1 }).session)
    expect(destination(store.graph, 'jobs').live?.fullSince).toBe(4000)
    store.update(program.count(1, { depth: 2, waitingSenders: 0 }).session)
    expect(destination(store.graph, 'jobs').live?.fullSince).toBeUndefined()
  })

  it('says how long until full, and until empty', () => {
    const { store, goTo } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs', 100)
    store.update(program.session)
    goTo(6000)
    store.update(program.count(1, { depth: 50 }).session)
    expect(destination(store.graph, 'jobs').live?.eta).toEqual({ until: 'full', seconds: 5 })
    goTo(20_000)
    store.update(program.count(1, { depth: 30 }).session)
    const eta = destination(store.graph, 'jobs').live?.eta
    expect(eta?.until).toBe('empty')
    expect(eta?.seconds).toBeCloseTo(15, 5)
  })

  it('says nothing of a depth that does not move, or that has no bound', () => {
    const { store, goTo } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'still').queue(2, 'endless', null)
    store.update(program.session)
    goTo(6000)
    store.update(program.count(1, { depth: 1 }).count(2, { depth: 500 }).session)
    expect(destination(store.graph, 'still').live?.eta).toBeUndefined()
    expect(destination(store.graph, 'endless').live).toMatchObject({ capacity: null })
    expect(destination(store.graph, 'endless').live?.eta).toBeUndefined()
  })
})

describe('history', () => {
  it('notes the depth once a second, a minute back', () => {
    const { store, goTo } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs')
    store.update(program.count(1, { depth: 2 }).session)
    expect(destination(store.graph, 'jobs').live?.history).toEqual([2])
    store.update(program.count(1, { depth: 5 }).session)
    expect(destination(store.graph, 'jobs').live?.history).toEqual([2])
    goTo(3000)
    store.update(program.count(1, { depth: 9 }).session)
    goTo(5000)
    expect(destination(store.graph, 'jobs').live?.history).toEqual([2, 5, 5, 9, 9])
    goTo(200_000)
    expect(destination(store.graph, 'jobs').live?.history).toHaveLength(60)
  })
})

describe('edges', () => {
  const two = () =>
    new MappingBuilder()
      .destination('q', 'queue', 'jobs')
      .site('send', 'q', '/a.ts:5:7', 'place')
      .site('send', 'q', '/b.ts:5:7', 'cancel')

  it('have exact figures where one explains the destination', () => {
    const { store, goTo } = storeAt(1000)
    store.setMapping(
      new MappingBuilder().destination('q', 'queue', 'jobs').site('send', 'q', '/a.ts:5:7', 'place').mapping,
    )
    const program = new SessionBuilder('s').queue(1, 'jobs')
    store.update(program.session)
    goTo(3000)
    store.update(program.count(1, { sent: 8, waitingSenders: 2 }).site(1, 'send', '/a.ts:5:7', 1).session)
    expect(edge(store.graph, 'send', 'place', 'jobs').live).toEqual({ rate: 4, count: 8, estimated: false, waiting: 2 })
  })

  it('else share them by their samples, those of the window for what happens now', () => {
    const { store, goTo } = storeAt(1000)
    store.setMapping(two().mapping)
    const program = new SessionBuilder('s').queue(1, 'jobs').site(1, 'send', '/a.ts:5:7', 30)
    store.update(program.count(1, { sent: 300 }).session)
    goTo(20_000)
    store.update(program.count(1, { sent: 401 }).site(1, 'send', '/b.ts:5:7', 10).session)
    const [place, cancel] = ['place', 'cancel'].map((from) => edge(store.graph, 'send', from, 'jobs').live!)
    expect(place).toMatchObject({ rate: 0, count: 301, estimated: true })
    expect(cancel).toMatchObject({ count: 100, estimated: true })
    expect(cancel!.rate).toBeCloseTo(10.1, 5)
  })

  it('that did not run have none', () => {
    const { store } = storeAt(1000)
    store.setMapping(two().mapping)
    store.update(new SessionBuilder('s').queue(1, 'jobs').count(1, { sent: 3 }).site(1, 'send', '/a.ts:5:7').session)
    expect(edge(store.graph, 'send', 'cancel', 'jobs').live).toBeUndefined()
    expect(edge(store.graph, 'send', 'place', 'jobs').live).toMatchObject({ count: 3, estimated: true })
  })

  it('of consumers say how many work, and that they are paused', () => {
    const { store } = storeAt(1000)
    const program = new SessionBuilder('s')
      .topic(1, 'OrderPlaced')
      .subscription(2, 1, 'email')
      .consumer(3, 2, 'email', 4)
      .site(3, 'receive', '/a.ts:5:7', 1, 'start')
      .count(3, { inFlight: 9, paused: true, received: 7, failed: 2, deadLettered: 1, lastError: 'Error: down' })
      .measure(3, 'process', 40)
    store.update(program.session)
    expect(edge(store.graph, 'receive', 'OrderPlaced', 'start')).toMatchObject({
      subscription: subscription(store.graph, 'OrderPlaced', 'email').id,
      live: { concurrency: 4, busy: 4, paused: true, count: 7, failed: 3, lastError: 'Error: down', estimated: false },
    })
  })

  it('of receivers that are no consumers take what the queue counted', () => {
    const { store, goTo } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs').site(1, 'receive', '/a.ts:5:7', 1, 'drain')
    store.update(program.session)
    goTo(3000)
    store.update(program.count(1, { received: 6, inFlight: 1 }).measure(1, 'process', 40).session)
    expect(edge(store.graph, 'receive', 'jobs', 'drain').live).toMatchObject({
      rate: 3,
      count: 6,
      busy: 1,
      estimated: false,
    })
    expect(edge(store.graph, 'receive', 'jobs', 'drain').live?.process?.p50).toBeCloseTo(40, -1)
  })
})

describe('instances that were collected', () => {
  it('keep their totals, but nothing waits in them', () => {
    const { store } = storeAt(1000)
    const program = new SessionBuilder('s').queue(1, 'jobs', 10).queue(2, 'jobs', 10)
    store.update(program.count(1, { sent: 5, depth: 2 }).count(2, { sent: 1, depth: 1 }).collected(1).session)
    expect(destination(store.graph, 'jobs').live).toMatchObject({ sent: 6, depth: 1, capacity: 10, instances: 1 })
  })
})

describe('what waits at a broker', () => {
  const one = () => new SessionBuilder('one', { name: 'one', title: 'one.ts' }).brokerQueue(1, 'jobs', 'redis-1')
  const two = () => new SessionBuilder('two', { name: 'two', title: 'two.ts' }).brokerQueue(7, 'jobs', 'redis-1')

  it('counts once for all programs that see it, as the last one was told; what they did is the sum', () => {
    const { store } = storeAt(1000)
    store.update(one().count(1, { sent: 10, inFlight: 0, atBroker: { at: 1500, waiting: 8, inFlight: 2 } }).session)
    store.update(
      two().count(7, { received: 4, acked: 2, inFlight: 2, atBroker: { at: 1400, waiting: 9, inFlight: 1 } }).session,
    )
    expect(destination(store.graph, 'jobs').live).toMatchObject({ sent: 10, acked: 2, depth: 8, inFlight: 2 })
  })

  it('counts for each broker that has a destination of that name', () => {
    const { store } = storeAt(1000)
    store.update(one().count(1, { atBroker: { at: 1500, waiting: 8, inFlight: 2 } }).session)
    const other = new SessionBuilder('two', { name: 'two' }).brokerQueue(7, 'jobs', 'redis-2')
    store.update(other.count(7, { atBroker: { at: 1400, waiting: 5, inFlight: 1 } }).session)
    expect(destination(store.graph, 'jobs').live).toMatchObject({ depth: 13, inFlight: 3 })
  })

  it('is told by a program that left it as well, and is not left behind in it', () => {
    const { store } = storeAt(1000)
    const told = { sent: 10, inFlight: 3, atBroker: { at: 1500, waiting: 10, inFlight: 0 } }
    store.update(one().count(1, told).collected(1).end(2000).session)
    store.update(two().session)
    expect(destination(store.graph, 'jobs').live).toMatchObject({ depth: 10, inFlight: 0 })
    expect(store.graph.sessions.map(({ leftBehind }) => leftBehind)).toEqual([0, 0])
  })

  it('is in flight as running programs say where the broker does not tell', () => {
    const { store } = storeAt(1000)
    store.update(one().count(1, { inFlight: 3, atBroker: { at: 1500, waiting: 1 } }).session)
    store.update(
      two()
        .count(7, { inFlight: 4, atBroker: { at: 1600, waiting: 2 } })
        .end(2000).session,
    )
    expect(destination(store.graph, 'jobs').live).toMatchObject({ depth: 2, inFlight: 3 })
  })
})
