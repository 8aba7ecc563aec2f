import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LiveSession } from '../../../src/extension/live/session.ts'
import type { Graph, Totals } from '../../../src/protocol/graph.ts'
import type { SourceMapping } from '../../../src/protocol/map.ts'
import { MappingBuilder } from './mappingBuilder.ts'
import { SessionBuilder } from './sessionBuilder.ts'
import { storeAt } from './stores.ts'

const name = fc.constantFrom('jobs', 'mail', 'change', 'audit-eu', 'audit-us')
const mappedName = fc.constantFrom('jobs', 'mail', 'change', 'audit-*', '*')
const kind = fc.constantFrom('queue' as const, 'topic' as const, 'event' as const)
const scope = fc.constantFrom('shop', 'Cart', '')
const role = fc.constantFrom('send' as const, 'receive' as const)
const place = fc
  .tuple(fc.constantFrom('a', 'b'), fc.integer({ min: 1, max: 30 }))
  .map(([file, line]) => `/src/${file}.ts:${line}:5`)

const mappings: fc.Arbitrary<SourceMapping> = fc
  .tuple(
    fc.array(fc.tuple(kind, mappedName, fc.option(scope, { nil: undefined })), { maxLength: 6 }),
    fc.array(
      fc.tuple(role, fc.nat(5), place, fc.constantFrom('place', 'Shop.cancel'), fc.option(name, { nil: undefined })),
      {
        maxLength: 12,
      },
    ),
  )
  .map(([destinations, sites]) => {
    const builder = new MappingBuilder()
    for (const [index, [kind, mapped, scope]] of destinations.entries())
      builder.destination(`d${index}`, kind, mapped, {
        scope: kind === 'queue' ? '' : scope,
      })
    for (const [role, index, at, code, subscription] of sites)
      builder.site(role, index < destinations.length ? `d${index}` : null, at, code, {
        ...(subscription !== undefined && { subscription }),
        ...(role === 'receive' && index > 0 && { deadLetter: 'd0' }),
      })
    return builder.mapping
  })

const counts = fc.record({
  sent: fc.nat(100),
  received: fc.nat(100),
  acked: fc.nat(100),
  nacked: fc.nat(9),
  failed: fc.nat(9),
  deadLettered: fc.nat(9),
  depth: fc.nat(50),
  inFlight: fc.nat(5),
})

const session = (id: string): fc.Arbitrary<LiveSession> =>
  fc
    .tuple(
      fc.array(fc.tuple(kind, name, scope, counts, counts), { minLength: 1, maxLength: 6 }),
      fc.array(
        fc.tuple(fc.nat(5), role, fc.array(place, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 9 })),
        {
          maxLength: 8,
        },
      ),
      fc.integer({ min: 0, max: 500 }),
      fc.option(fc.integer({ min: 500, max: 900 }), { nil: undefined }),
    )
    .map(([sources, sites, at, endedAt]) => {
      // Each of its own program: what one generation hides from the next is tested elsewhere.
      const builder = new SessionBuilder(id, { at, name: id, title: id })
      for (const [index, [kind, name, scope, own, more]] of sources.entries()) {
        const number = index * 3 + 1
        if (kind === 'queue') builder.queue(number, name).consumer(number + 2, number, 'place', 2, 'mail')
        if (kind === 'topic')
          builder
            .topic(number, name, scope)
            .subscription(number + 1, number, `to-${scope}`)
            .count(number + 1, more)
        if (kind === 'event') builder.event(number, name, scope)
        builder.count(number, own)
      }
      for (const [index, role, at, count] of sites) builder.site(index * 3 + 1, role, at, count)
      return endedAt === undefined ? builder.session : builder.end(endedAt).session
    })

const worlds = fc.record({ mapping: mappings, sessions: fc.tuple(session('one'), session('two'), session('three')) })

/** What does not depend on when the graph was looked at. */
function lasting({ destinations, code, edges, sessions, problems }: Graph): unknown {
  return JSON.parse(
    JSON.stringify({ destinations, code, edges, sessions, problems }, (key, value: unknown) =>
      key === 'history' || key === 'fullSince' ? undefined : value,
    ),
  )
}

describe('merging', () => {
  it('gives the same graph in whatever order both sides come, looked at in between or not', () => {
    fc.assert(
      fc.property(
        worlds,
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
        fc.boolean(),
        (world, order, looking) => {
          const inOrder = graphOf(world, [0, 1, 2, 3], false)
          expect(lasting(graphOf(world, order, looking))).toEqual(lasting(inOrder))
        },
      ),
      { seed: 20_250_901, numRuns: 150 },
    )
  })

  it('loses no message and counts none twice', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { destinations } = graphOf(world, [0, 1, 2, 3], false)
        const inGraph = [...destinations, ...destinations.flatMap(({ subscriptions }) => subscriptions)]
        const inSessions = world.sessions.flatMap(({ sources }) => [...sources.values()])
        const counted = inSessions.filter(({ declaration }) => declaration.kind !== 'consumer')
        const total = (key: keyof Totals | 'depth' | 'inFlight') => [
          inGraph.reduce((sum, { live }) => sum + (live?.[key] ?? 0), 0),
          counted.reduce((sum, { counters }) => sum + counters[key], 0),
        ]
        for (const key of [
          'sent',
          'received',
          'acked',
          'nacked',
          'failed',
          'deadLettered',
          'depth',
          'inFlight',
        ] as const) {
          const [graph, sessions] = total(key)
          expect(graph, key).toBe(sessions)
        }
      }),
      { seed: 20_250_902, numRuns: 150 },
    )
  })

  it('gives the messages of a destination to its edges, all of them', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { destinations, edges } = graphOf(world, [0, 1, 2, 3], false)
        for (const { id, live } of destinations) {
          const sending = edges.filter(({ kind, to, live }) => kind === 'send' && to === id && live !== undefined)
          if (sending.length === 0) continue
          expect(sending.reduce((sum, edge) => sum + edge.live!.count, 0)).toBe(live!.sent)
        }
      }),
      { seed: 20_250_903, numRuns: 150 },
    )
  })

  it('never gives two nodes one id, and leaves those from source alone whatever runs', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const graph = graphOf(world, [0, 1, 2, 3], false)
        const ids = [
          ...graph.destinations.flatMap(({ id, subscriptions }) => [id, ...subscriptions.map((own) => own.id)]),
          ...graph.code.map(({ id }) => id),
          ...graph.edges.map(({ id }) => id),
        ]
        expect(new Set(ids).size).toBe(ids.length)
        const known = new Set([...graph.destinations, ...graph.code].map(({ id }) => id))
        for (const { from, to } of graph.edges) expect([known.has(from), known.has(to)]).toEqual([true, true])
        const fromSource = graphOf(world, [0], false)
        for (const { id } of [...fromSource.destinations, ...fromSource.code]) expect(known.has(id)).toBe(true)
      }),
      { seed: 20_250_904, numRuns: 150 },
    )
  })
})

function graphOf(
  { mapping, sessions }: { mapping: SourceMapping; sessions: readonly LiveSession[] },
  order: readonly number[],
  looking: boolean,
): Graph {
  const { store } = storeAt(1000)
  for (const step of order) {
    if (step === 0) store.setMapping(mapping)
    else store.update(sessions[step - 1]!)
    if (looking) expect(store.graph.revision).toBeGreaterThan(0)
  }
  return store.graph
}
