import { describe, expect, it } from 'vitest'
import type { Graph } from '../../../src/protocol/graph.ts'
import { createPictures, type Picture } from '../../../src/webview/picture.ts'
import { initialState, type ViewState } from '../../../src/webview/state.ts'
import { draft, draftNow, figures, session } from '../../../scripts/gallery/harness/drafts.ts'
import { many, shop } from '../../../scripts/gallery/harness/graphs.ts'

const stateOf = (graph: Graph, more: Partial<ViewState> = {}): ViewState => ({ ...initialState, graph, ...more })

function draw(pictures: ReturnType<typeof createPictures>, state: ViewState): Picture {
  const picture = pictures(state, draftNow)
  if (!picture) throw new Error('nothing was drawn')
  return picture
}

const cardOf = (picture: Picture, name: string): Picture['cards'][number] => {
  const card = picture.cards.find((each) => each.name === name)
  if (!card) throw new Error(`there is no card ${name}`)
  return card
}

const withDepth = (graph: Graph, depth: number): Graph => ({
  ...graph,
  revision: graph.revision + 1,
  destinations: graph.destinations.map((destination) =>
    destination.live ? { ...destination, live: { ...destination.live, depth } } : destination,
  ),
})

describe('pictures, one after the other', () => {
  it('keep their layout while only figures change: the very same', () => {
    const pictures = createPictures()
    const first = draw(pictures, stateOf(shop()))
    const second = draw(pictures, stateOf(withDepth(shop(), 7)))
    expect(second.layout).toBe(first.layout)
    expect(second.arrangement).toBe(first.arrangement)
  })

  it('come alive in the layout of the map', () => {
    const pictures = createPictures()
    const map = draw(pictures, stateOf(shop('map')))
    const live = draw(pictures, stateOf(shop('live')))
    const ended = draw(pictures, stateOf(shop('ended')))
    for (const [id, place] of map.layout.places) {
      expect(live.layout.places.get(id)).toEqual(place)
      expect(ended.layout.places.get(id)).toEqual(place)
    }
  })

  it('come back from a query to where everything was', () => {
    const pictures = createPictures()
    const whole = draw(pictures, stateOf(shop()))
    const found = draw(pictures, stateOf(shop(), { query: 'refund' }))
    expect(found.found).toBe(2)
    expect(found.cards.length).toBeLessThan(whole.cards.length)
    expect(draw(pictures, stateOf(shop())).layout.places).toEqual(whole.layout.places)
  })

  it('keep what a query over figures found, when figures fall again', () => {
    const pictures = createPictures()
    const state = stateOf(withDepth(shop(), 50), { query: 'depth>10' })
    const found = draw(pictures, state).found
    expect(found).toBeGreaterThan(3)
    expect(draw(pictures, { ...state, graph: withDepth(shop(), 0) }).found).toBe(found)
    expect(draw(createPictures(), { ...state, graph: withDepth(shop(), 0) }).found).toBeLessThan(found ?? 0)
  })

  it('say what is near the selected node', () => {
    const graph = shop()
    const payment = graph.destinations.find(({ name }) => name === 'payment')
    const picture = draw(createPictures(), stateOf(graph, { selected: payment?.id ?? '' }))
    const near = picture.cards.filter(({ id }) => picture.near?.has(id)).map(({ name }) => name)
    expect(near.toSorted()).toEqual(['chargeCard', 'payment', 'settlePayment'])
    expect(draw(createPictures(), stateOf(graph, { selected: 'gone' })).near).toBeUndefined()
  })

  it('are nothing before the host has said anything', () => {
    expect(createPictures()(initialState, 0)).toBeUndefined()
  })

  it('hold 300 nodes without overlap', () => {
    const { layout, cards } = draw(createPictures(), stateOf(many(300)))
    expect(layout.places.size).toBe(cards.length)
  })
})

describe('cards', () => {
  const picture = draw(createPictures(), stateOf(shop(), { failures: new Map() }))

  it('of a blocked queue: full, hatched, in words', () => {
    expect(cardOf(picture, 'resize-image')).toMatchObject({
      kind: 'queue',
      state: 'blocked',
      depth: '100 / 100',
      aside: { text: 'full for 31 s', tone: 'warn' },
      foot: '6.2/s in · 6.2/s out · wait 15.1 s',
      bar: { share: 1, hatched: true, tone: 'warn' },
      frame: { tone: 'warn', line: 'solid' },
    })
    expect(cardOf(picture, 'resize-image').label).toBe(
      'resize-image, queue, blocked, depth 100 of 100, full for 31 s, 6.2/s in · 6.2/s out · wait 15.1 s',
    )
  })

  it('of the cause: an orange frame and words; who waits has a calm one', () => {
    expect(cardOf(picture, 'resizeWorker')).toMatchObject({
      state: 'cause',
      figure: '480 ms',
      workers: { busy: 3, all: 3, tone: 'cause' },
      pill: { text: 'slowest: the cause', tone: 'cause' },
      frame: { tone: 'cause' },
    })
    expect(cardOf(picture, 'uploadPhoto')).toMatchObject({
      state: 'blocked',
      figure: '6.2/s',
      place: 'photos/upload.ts:27',
      frame: { tone: 'calm' },
    })
  })

  it('of a small queue: a cell for each place', () => {
    expect(cardOf(picture, 'payment')).toMatchObject({
      state: 'flowing',
      depth: '3 / 8',
      bar: { cells: 8, share: 3 / 8, hatched: false },
    })
  })

  it('of a topic: a lane for each subscription, the paused one hatched', () => {
    expect(cardOf(picture, 'OrderPlaced')).toMatchObject({
      state: 'paused',
      fan: '38/s · 3 ×',
      height: 40 + 3 * 26,
      lanes: [
        { name: 'billing', depth: '3', tone: 'calm', bar: { hatched: false } },
        { name: 'analytics', depth: '0', tone: 'calm' },
        { name: 'email', depth: '1,204', tone: 'warn', bar: { hatched: true } },
      ],
    })
  })

  it('of a failing and paused consumer, dead letters, an event', () => {
    expect(cardOf(picture, 'sendReceipt')).toMatchObject({
      state: 'paused',
      figure: 'paused',
      pill: { text: 'paused · 12 failed', tone: 'bad' },
    })
    expect(cardOf(picture, 'email.dead')).toMatchObject({
      kind: 'dead-letter',
      count: '12 dead letters',
      frame: { tone: 'bad', line: 'dashed' },
    })
    expect(cardOf(picture, 'stock:low')).toMatchObject({
      kind: 'event',
      emitter: 'Inventory',
      listeners: '2 listeners',
      figure: '0.2/s',
    })
  })

  it('of an event say whose it is, as far as that is known', () => {
    const d = draft()
    const carriers = { 'node:events': 'EventEmitter', mitt: 'mitt', 'own-rule': 'your rule' }
    for (const system of Object.keys(carriers))
      d.send(d.code('say', 'a.ts:1'), d.destination('event', system, { system, scope: '' }))
    const drawn = draw(createPictures(), stateOf(d.graph({})))
    for (const [system, emitter] of Object.entries(carriers)) expect(cardOf(drawn, system)).toMatchObject({ emitter })
  })

  it('tell what never ran from what is not in source, and say it once in a dead corner', () => {
    expect(cardOf(picture, 'import-rows')).toMatchObject({
      state: 'never-ran',
      depth: '– / 500',
      pill: { text: 'in source, never ran' },
      frame: { line: 'dotted' },
    })
    expect(cardOf(picture, 'importCsv')).toMatchObject({ state: 'never-ran', frame: { line: 'dotted' } })
    expect(cardOf(picture, 'importCsv').pill).toBeUndefined()
    expect(cardOf(picture, 'tick')).toMatchObject({ pill: { text: 'not found in source' }, frame: { line: 'dashed' } })
  })

  it('say nothing of "never ran" of what is not counted in a program that runs', () => {
    const d = draft()
    const topic = d.destination('topic', 'paid', { system: 'kafka', presence: 'source' })
    d.send(d.code('pay', 'pay.ts:1', 'source'), topic)
    const drawn = draw(createPictures(), stateOf(d.graph({ sessions: [session()] })))
    for (const name of ['paid', 'pay']) expect(cardOf(drawn, name)).toMatchObject({ state: 'source' })
    expect(cardOf(drawn, 'paid').pill).toBeUndefined()
    expect(drawn.lines.map(({ tone }) => tone)).toEqual(['calm'])
  })

  it('say nothing of "never ran" before anything ran, nor of the source before it was read', () => {
    const map = draw(createPictures(), stateOf(shop('map')))
    expect(new Set(map.cards.map(({ state }) => state))).toEqual(new Set(['source']))
    const unread = draw(createPictures(), stateOf({ ...shop(), map: { state: 'mapping', done: 1, total: 2 } }))
    expect(cardOf(unread, 'tick').pill).toBeUndefined()
  })

  it('keep the last figures of an ended program, and say what was left behind', () => {
    const ended = draw(createPictures(), stateOf(shop('ended')))
    expect(cardOf(ended, 'payment')).toMatchObject({
      state: 'left-behind',
      depth: '3 / 8',
      pill: { text: 'left behind: 4', tone: 'warn' },
    })
    expect(cardOf(ended, 'OrderCancelled')).toMatchObject({ state: 'ended' })
    expect(cardOf(ended, 'resizeWorker').pill).toBeUndefined()
  })

  it('have a size that figures do not change', () => {
    const sizes = (graph: Graph): unknown[] =>
      draw(createPictures(), stateOf(graph)).cards.map(({ id, width, height }) => [id, width, height])
    expect(sizes(withDepth(shop(), 123_456))).toEqual(sizes(shop()))
  })

  it('show a rendezvous and a queue without bound', () => {
    const d = draft()
    d.destination('queue', 'hand', { capacity: 0, live: figures({ capacity: 0, waitingSenders: 1 }) })
    d.destination('queue', 'open', { capacity: null, live: figures({ capacity: null, depth: 99 }) })
    const drawn = draw(createPictures(), stateOf(d.graph({ sessions: [session()] })))
    expect(cardOf(drawn, 'hand')).toMatchObject({ state: 'blocked', depth: 'hand to hand', bar: { hatched: true } })
    expect(cardOf(drawn, 'open')).toMatchObject({ state: 'idle', depth: '99 waiting', bar: { share: 0.5 } })
  })
})

describe('edges', () => {
  const picture = draw(createPictures(), stateOf(shop()))
  const line = (from: string, to: string): Picture['lines'][number] => {
    const found = picture.lines.find(
      (each) => each.from === cardOf(picture, from).id && each.to === cardOf(picture, to).id,
    )
    if (!found) throw new Error(`there is no edge from ${from} to ${to}`)
    return found
  }

  it('are solid to a queue and dashed around topics and events', () => {
    expect(line('uploadPhoto', 'resize-image').dashed).toBe(false)
    expect(line('placeOrder', 'OrderPlaced').dashed).toBe(true)
    expect(line('stock:low', 'reorderWhenLow').dashed).toBe(true)
    expect(line('sendReceipt', 'email.dead')).toMatchObject({ dashed: false, tone: 'bad' })
  })

  it('are wider with the rate, within bounds', () => {
    expect(line('importCsv', 'import-rows').width).toBe(1.2)
    expect(line('uploadPhoto', 'resize-image').width).toBeLessThan(line('placeOrder', 'OrderPlaced').width)
    expect(line('placeOrder', 'OrderPlaced').width).toBeLessThan(3.4)
  })

  it('say how many wait, and only then', () => {
    expect(line('uploadPhoto', 'resize-image')).toMatchObject({ pill: '4 waiting', tone: 'warn' })
    expect(picture.lines.filter(({ pill }) => pill !== undefined)).toHaveLength(1)
  })

  it('carry more marks with the rate, slower ones with the time, none where nothing moves', () => {
    expect(line('placeOrder', 'OrderPlaced').traffic.density).toBeGreaterThan(
      line('uploadPhoto', 'resize-image').traffic.density,
    )
    expect(line('resize-image', 'resizeWorker').traffic.speed).toBeLessThan(
      line('OrderPlaced', 'chargeCard').traffic.speed,
    )
    expect(line('OrderPlaced', 'sendReceipt').traffic.density).toBe(0)
    expect(line('importCsv', 'import-rows').traffic.density).toBe(0)
  })
})
