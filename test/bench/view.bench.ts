/** What the picture costs: laying out graphs of every size, drawing them in a browser, and drawing new figures. */
import { build } from 'esbuild'
import { webviewBundle } from '../../scripts/bundles.ts'
import { many, randomFrom } from '../../scripts/gallery/harness/graphs.ts'
import { launchChromium, openView, type ViewPage } from '../../scripts/gallery/harness/page.ts'
import type { EdgeFigures, Graph, LiveFigures } from '../../src/protocol/graph.ts'
import type { ToView } from '../../src/protocol/view.ts'
import { createPictures } from '../../src/webview/picture.ts'
import { initialState } from '../../src/webview/state.ts'
import { atMost, median, quantile, type Figure } from './figure.ts'

/** Number of nodes, and milliseconds until they have their places. */
const layoutGoals = [
  [100, 50],
  [300, 150],
  [1000, 700],
  [3000, 3000],
] as const

const updates = 60

export async function bench(): Promise<readonly Figure[]> {
  const layouts = layoutGoals.map(([count, goal]) => {
    const graph = many(count)
    const times = [1, 2, 3].map(() => timed(() => createPictures()({ ...initialState, graph }, 0)))
    return atMost(`view: cards and layout of ${count} nodes`, median(times), goal, 'ms')
  })
  await build(webviewBundle(true))
  const browser = await launchChromium()
  try {
    const view = await openView(browser, { fixedTime: false })
    return [...layouts, ...(await drawing(view))]
  } finally {
    await browser.close()
  }
}

async function drawing(view: ViewPage): Promise<Figure[]> {
  await view.page.evaluate(() => {
    const draws: number[] = []
    Object.assign(window, { draws })
    new PerformanceObserver((list) => draws.push(...list.getEntries().map(({ duration }) => duration))).observe({
      entryTypes: ['measure'],
    })
  })
  const graph = many(300)
  await view.send({ type: 'graph', graph, roots: [] })
  await view.drawn(graph.revision)
  const first = Math.max(...(await draws(view)))
  const random = randomFrom(3)
  for (let update = 1; update <= updates; update++) {
    await view.send(figuresMessage(graph, graph.revision + update, random))
    await view.drawn(graph.revision + update)
  }
  const later = (await draws(view)).slice(-updates)
  return [
    atMost('view: first draw of 300 nodes, script', first, 500, 'ms'),
    atMost('view: new figures on all of 300 nodes, script, median', median(later), 8, 'ms'),
    atMost('view: new figures on all of 300 nodes, script, p95', quantile(later, 0.95), 16, 'ms'),
  ]
}

/** How long each draw took so far; the view measures them itself. */
const draws = (view: ViewPage): Promise<number[]> =>
  view.page.evaluate(() => (window as unknown as { draws: number[] }).draws)

function timed(run: () => unknown): number {
  const began = performance.now()
  run()
  return performance.now() - began
}

/** New figures for each node and edge that has some. */
function figuresMessage(graph: Graph, revision: number, random: () => number): ToView {
  const destinations: Record<string, LiveFigures> = {}
  const edges: Record<string, EdgeFigures> = {}
  for (const each of graph.destinations.flatMap((destination) => [destination, ...destination.subscriptions]))
    if (each.live) destinations[each.id] = { ...each.live, depth: Math.floor(random() * 90), inRate: random() * 50 }
  for (const { id, live } of graph.edges) if (live) edges[id] = { ...live, rate: random() * 40 }
  return { type: 'figures', revision, destinations, edges, sessions: graph.sessions }
}
