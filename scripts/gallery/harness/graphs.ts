/** Graphs for the harness: modelled on the examples, at moments that show every state. */
import { withPackages } from '../../../src/extension/graph/packages.ts'
import { emptyGraph, type Graph } from '../../../src/protocol/graph.ts'
import { draft, draftNow, figures, filled, session, topic } from './drafts.ts'

/** Everything at once: a blocked queue and its cause, a paused and failing subscription, dead letters, a dead corner. */
export function shop(state: 'map' | 'live' | 'ended' = 'live'): Graph {
  const d = draft()
  const live = <T>(value: T): T | undefined => (state === 'map' ? undefined : value)
  const now = <T extends object>(key: 'live', value: T | undefined): { live?: T } =>
    value === undefined ? {} : { [key]: value }

  const upload = d.code('uploadPhoto', 'photos/upload.ts:27')
  const resizeWorker = d.code('resizeWorker', 'workers/resize.ts:12')
  const placeOrder = d.code('placeOrder', 'orders/place.ts:38')
  const cancelOrder = d.code('cancelOrder', 'orders/cancel.ts:11')
  const sweep = d.code('timeoutSweep', 'orders/sweep.ts:60')
  const charge = d.code('chargeCard', 'billing/charge.ts:18')
  const track = d.code('trackOrder', 'analytics/track.ts:9')
  const receipt = d.code('sendReceipt', 'email/receipt.ts:27')
  const refund = d.code('refund', 'billing/refund.ts:8')
  const settle = d.code('settlePayment', 'billing/settle.ts:22')
  const stockAudit = d.code('StockLedger.onLow', 'stock/ledger.ts:41')
  const reserve = d.code('Inventory.reserve', 'stock/inventory.ts:33')
  const reorder = d.code('reorderWhenLow', 'stock/reorder.ts:14')
  const importCsv = d.code('importCsv', 'tools/import.ts:5', state === 'map' ? 'both' : 'source')
  const importRow = d.code('importRow', 'tools/import.ts:22', state === 'map' ? 'both' : 'source')
  const ping = state === 'map' ? undefined : d.code('health', 'node_modules/health/index.js:1', 'live')

  const images = d.destination('queue', 'resize-image', {
    capacity: 100,
    ...now(
      'live',
      live(
        figures({
          sent: 1284,
          received: 1180,
          acked: 1177,
          retried: 12,
          deadLettered: 4,
          nacked: 16,
          depth: 100,
          capacity: 100,
          inFlight: 3,
          waitingSenders: 4,
          oldestAge: 15_800,
          inRate: 6.2,
          outRate: 6.2,
          wait: { p50: 15_100, p95: 16_000 },
          process: { p50: 480, p95: 512 },
          fullSince: draftNow - 31_000,
          history: filled(4, 100, 29),
          lastError: 'Error: image is truncated',
        }),
      ),
    ),
  })
  const imagesDead = d.destination('queue', 'resize.dead', {
    isDeadLetter: true,
    ...now('live', live(figures({ depth: 4, sent: 4, capacity: null }))),
  })
  const placed = topic(
    d,
    'OrderPlaced',
    {
      billing: live(
        figures({
          sent: 1600,
          acked: 1595,
          depth: 3,
          inFlight: 1,
          inRate: 38,
          outRate: 38,
          process: { p50: 22, p95: 40 },
          oldestAge: 40,
        }),
      ),
      analytics: live(figures({ sent: 1600, acked: 1600, inRate: 38, outRate: 38, process: { p50: 1, p95: 2 } })),
      email: live(
        figures({
          sent: 1600,
          acked: 384,
          nacked: 24,
          deadLettered: 12,
          depth: 1204,
          inRate: 38,
          paused: true,
          oldestAge: 32_000,
          lastError: 'Error: SMTP 421 service not available',
        }),
      ),
    },
    live(figures({ sent: 1600, acked: 3579, inRate: 38, outRate: 76 })),
  )
  const cancelled = topic(
    d,
    'OrderCancelled',
    { refund: live(figures({ sent: 21, acked: 21, inRate: 0.5, outRate: 0.5 })) },
    live(figures({ sent: 21, acked: 21, inRate: 0.5, outRate: 0.5 })),
  )
  const payment = d.destination('queue', 'payment', {
    capacity: 8,
    ...now(
      'live',
      live(
        figures({
          sent: 1590,
          acked: 1586,
          depth: 3,
          capacity: 8,
          inFlight: 1,
          inRate: 37,
          outRate: 37,
          wait: { p50: 4, p95: 12 },
          process: { p50: 20, p95: 31 },
          history: filled(0, 3, 12),
          eta: { until: 'empty', seconds: 2 },
        }),
      ),
    ),
  })
  const emailDead = d.destination('queue', 'email.dead', {
    isDeadLetter: true,
    ...now('live', live(figures({ depth: 12, sent: 12, capacity: null }))),
  })
  const low = d.destination('event', 'stock:low', {
    scope: 'Inventory',
    ...now('live', live(figures({ sent: 9, received: 18, acked: 18, inRate: 0.2, outRate: 0.4, listeners: 2 }))),
  })
  const rows = d.destination('queue', 'import-rows', { capacity: 500, presence: state === 'map' ? 'both' : 'source' })

  d.send(upload, images, live({ rate: 6.2, count: 1284, waiting: 4 }))
  d.receive(
    images,
    resizeWorker,
    live({ rate: 6.2, count: 1180, concurrency: 3, busy: 3, failed: 0, process: { p50: 480, p95: 512 } }),
  )
  d.dead(resizeWorker, imagesDead, live(4))
  d.send(placeOrder, placed, live({ rate: 38, count: 1600 }), [42, 51])
  d.send(reserve, low, live({ rate: 0.2, count: 9 }))
  d.send(cancelOrder, cancelled, live({ rate: 0.4, count: 17 }))
  d.send(sweep, cancelled, live({ rate: 0.1, count: 4 }))
  d.receive(
    placed,
    charge,
    live({ rate: 38, count: 1596, concurrency: 2, busy: 1, process: { p50: 22, p95: 40 } }),
    'billing',
  )
  d.receive(
    placed,
    track,
    live({ rate: 38, count: 1600, concurrency: 1, busy: 0, process: { p50: 1, p95: 2 } }),
    'analytics',
  )
  d.receive(
    placed,
    receipt,
    live({
      rate: 0,
      count: 396,
      concurrency: 4,
      busy: 0,
      paused: true,
      failed: 12,
      lastError: 'Error: SMTP 421 service not available',
    }),
    'email',
  )
  d.receive(
    cancelled,
    refund,
    live({ rate: 0.5, count: 21, concurrency: 2, busy: 0, process: { p50: 30, p95: 44 } }),
    'refund',
  )
  d.send(charge, payment, live({ rate: 37, count: 1590 }))
  d.receive(payment, settle, live({ rate: 37, count: 1586, concurrency: 4, busy: 2, process: { p50: 20, p95: 31 } }))
  d.dead(receipt, emailDead, live(12))
  d.receive(low, reorder, live({ rate: 0.2, count: 9, concurrency: 1, busy: 0, process: { p50: 0.4, p95: 1 } }))
  d.receive(low, stockAudit, live({ rate: 0.2, count: 9 }))
  d.send(importCsv, rows)
  d.receive(rows, importRow)
  if (ping) {
    const health = d.destination('event', 'tick', {
      scope: 'Heartbeat',
      presence: 'live',
      live: figures({ sent: 42, received: 42, inRate: 1, outRate: 1, listeners: 1 }),
    })
    d.send(ping, health, { rate: 1, count: 42 })
  }
  const sessions = {
    map: [],
    live: [session()],
    ended: [session({ state: 'ended', endedAt: draftNow, lastFigures: 'exact', leftBehind: 1311 })],
  }[state]
  const problems =
    state === 'live'
      ? [
          {
            code: 'syntax',
            message: 'Unexpected token in a file that was skipped.',
            file: '/home/ada/shop/src/broken.ts',
            line: 12,
          },
        ]
      : []
  const graph = d.graph({ sessions, problems })
  return state === 'map' ? onlySource(graph) : graph
}

function onlySource(graph: Graph): Graph {
  const source = <T extends object>(node: T): T => ({ ...node, presence: 'source' })
  return {
    ...graph,
    destinations: graph.destinations.map((node) => ({
      ...source(node),
      subscriptions: node.subscriptions.map(source),
    })),
    code: graph.code.map(source),
    edges: graph.edges.map(source),
  }
}

/** The first example: three cells, one waits. */
export function burst(): Graph {
  const d = draft()
  const send = d.code('sendBurst', 'burst.ts:14')
  const work = d.code('worker', 'burst.ts:31')
  const small = d.destination('queue', 'thumbnails', {
    capacity: 3,
    live: figures({
      sent: 57,
      received: 54,
      acked: 51,
      depth: 3,
      capacity: 3,
      inFlight: 3,
      waitingSenders: 1,
      oldestAge: 480,
      inRate: 5.9,
      outRate: 5.9,
      wait: { p50: 470, p95: 520 },
      process: { p50: 502, p95: 511 },
      fullSince: draftNow - 9_000,
      history: filled(0, 3, 4),
    }),
  })
  d.send(send, small, { rate: 5.9, count: 57, waiting: 1 })
  d.receive(small, work, { rate: 5.9, count: 54, concurrency: 3, busy: 3, process: { p50: 502, p95: 511 } })
  return d.graph({ sessions: [session({ name: 'burst', startedAt: draftNow - 10_000 })] })
}

/** Many nodes, in a few large and many small components; the same for the same count. */
export function many(count: number, seed = 7): Graph {
  const random = randomFrom(seed)
  const d = draft()
  const groups = Math.max(1, Math.round(count / 25))
  let made = 0
  for (let group = 0; made < count; group++) {
    const size = Math.min(count - made, group % 5 === 0 ? Math.ceil(count / 6) : Math.ceil(count / groups / 1.6))
    const queues = Math.max(1, Math.round(size * 0.35))
    const chosen = Array.from({ length: queues }, (_, i) =>
      i % 4 === 3
        ? topic(
            d,
            `topic-${group}-${i}`,
            { audit: figures({ depth: i % 7 }), mail: figures({ depth: i % 3 }) },
            figures({ inRate: random() * 40, outRate: random() * 40 }),
          )
        : d.destination('queue', `queue-${group}-${i}`, {
            capacity: 100,
            live: figures({
              depth: Math.floor(random() * 90),
              capacity: 100,
              inRate: random() * 50,
              outRate: random() * 50,
              history: filled(0, 40, 30),
            }),
          }),
    )
    for (let i = 0; i < size - queues; i++) {
      const node = d.code(`handle${group}x${i}`, `group${group}/part${i}.ts:${10 + i}`)
      const at = Math.floor(i / 2) % chosen.length
      const near = chosen[at]
      const other = chosen[(at + 1 + Math.floor(random() * 2)) % chosen.length]
      if (near && i % 2 === 0) d.send(node, near, { rate: random() * 30, count: 100 })
      if (near && i % 2 === 1) {
        const lane = near.kind === 'topic' ? (random() < 0.5 ? 'audit' : 'mail') : undefined
        d.receive(
          near,
          node,
          {
            rate: random() * 30,
            count: 90,
            concurrency: 2,
            busy: Math.floor(random() * 3),
            process: { p50: 5 + random() * 40, p95: 90 },
          },
          lane,
        )
        if (other && other !== near && random() < 0.5) d.send(node, other, { rate: random() * 10, count: 40 })
      }
    }
    made += size
  }
  return d.graph({ sessions: [session({ name: `${count} nodes` })] })
}

/** A graph whose folders are packages of their own, as in a monorepo. */
export function inPackages(graph: Graph): Graph {
  const folders = [...new Set(graph.code.map(({ position: { file } }) => file.slice(0, file.lastIndexOf('/'))))]
  const packages = folders.map((folder) => ({ name: `@acme/${folder.slice(folder.lastIndexOf('/') + 1)}`, folder }))
  const plans = graph.edges.map((edge) => {
    const destination = edge.kind === 'receive' ? edge.from : edge.to
    return { edge, destination, samples: [], consumers: [] }
  })
  const { code, edges } = withPackages(graph.code, plans, packages)
  return { ...graph, code, edges: edges.map(({ edge }) => edge) }
}

export const empty: Graph = { ...emptyGraph, revision: 1, map: { state: 'ready', files: 12, at: draftNow } }
export const noFolder: Graph = { ...emptyGraph, revision: 1 }
export const mapping: Graph = { ...emptyGraph, revision: 1, map: { state: 'mapping', done: 312, total: 1240 } }

/** A small generator with a seed (mulberry32), so that pictures and measurements are the same each time. */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
