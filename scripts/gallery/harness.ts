/**
 * `npx tsx scripts/gallery/harness.ts [FOLDER]`: pictures of the view in a plain browser, for every state, theme and
 * width that matters, without a VS Code. For looking at while working on the view; builds it first.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'esbuild'
import type { Graph } from '../../src/protocol/graph.ts'
import type { ToView } from '../../src/protocol/view.ts'
import { root, webviewBundle } from '../bundles.ts'
import type { Theme } from '../vscode/settings.ts'
import { root as draftRoot } from './harness/drafts.ts'
import { burst, empty, inPackages, many, mapping, noFolder, shop } from './harness/graphs.ts'
import { launchChromium, openView, type ViewPage, type ViewPageOptions } from './harness/page.ts'

interface Shot extends ViewPageOptions {
  readonly name: string
  readonly graph: Graph
  readonly select?: string
  readonly before?: readonly ToView[]
  readonly act?: (view: ViewPage) => Promise<void>
}

const dark: Theme = 'Dark Modern'
const themes: readonly (readonly [string, Theme])[] = [
  ['dark', dark],
  ['light', 'Light Modern'],
  ['hc', 'Default High Contrast'],
  ['hc-light', 'Default High Contrast Light'],
]

const shots: readonly Shot[] = [
  ...themes.map(([name, theme]) => ({ name: `live-${name}`, theme, graph: shop(), select: 'resize-image' })),
  ...themes.map(([name, theme]) => ({ name: `map-${name}`, theme, graph: shop('map') })),
  { name: 'ended', graph: shop('ended'), select: 'OrderPlaced' },
  { name: 'burst', graph: burst(), select: 'thumbnails', width: 1000, height: 520 },
  { name: 'narrow', graph: shop(), width: 500, height: 800 },
  { name: 'narrow-selected', graph: shop(), width: 500, height: 800, select: 'resize-image', theme: 'Light Modern' },
  { name: 'medium', graph: shop(), width: 820, height: 700, select: 'sendReceipt' },
  { name: 'overview', graph: shop() },
  ...themes.map(([name, theme]) => ({ name: `packages-${name}`, theme, graph: inPackages(shop()) })),
  { name: 'packages-selected', graph: inPackages(shop('map')), select: 'OrderPlaced' },
  { name: 'event', graph: shop(), select: 'stock:low' },
  { name: 'many-300', graph: many(300), act: (view) => view.page.click('[aria-label^="Fit"]') },
  { name: 'many-100', graph: many(100), theme: 'Light Modern', act: (view) => view.page.click('[aria-label^="Fit"]') },
  {
    name: 'far',
    graph: shop(),
    width: 640,
    height: 500,
    select: 'resize-image',
    act: (view) => view.page.click('[aria-label^="Fit"]'),
  },
  ...themes.map(([name, theme]) => ({ name: `empty-${name}`, theme, graph: empty, width: 900, height: 500 })),
  { name: 'no-folder', graph: noFolder, width: 900, height: 500 },
  { name: 'mapping', graph: mapping, width: 900, height: 500 },
  {
    name: 'untrusted',
    graph: { ...shop('map'), notWatched: 'The launch runs Node.js with its permission model, which keeps Fanout out.' },
    before: [{ type: 'host', trusted: false, injecting: true }],
    width: 900,
    height: 600,
  },
  ...themes.map(([name, theme]) => ({
    name: `problems-${name}`,
    theme,
    graph: shop(),
    width: 500,
    height: 500,
    act: (view: ViewPage) => view.page.click('[data-part="problems"] button'),
  })),
  { name: 'filter', graph: shop(), act: (view) => view.page.fill('[data-part="find"]', 'failed>0') },
  {
    name: 'not-found',
    graph: shop(),
    width: 900,
    height: 500,
    act: (view) => view.page.fill('[data-part="find"]', 'nonsense'),
  },
]

await build(webviewBundle(false))
const [folder = path.join(root, '.cache', 'harness'), only] = process.argv.slice(2)
await mkdir(folder, { recursive: true })
const browser = await launchChromium()
try {
  for (const shot of shots) if (only === undefined || new RegExp(only).test(shot.name)) await take(shot)
} finally {
  await browser.close()
}

async function take({ name, graph, select, before = [], act, ...options }: Shot): Promise<void> {
  const view = await openView(browser, options)
  for (const message of before) await view.send(message)
  await view.send({ type: 'graph', graph, roots: [draftRoot] })
  await view.drawn(graph.revision)
  const chosen = [...graph.destinations, ...graph.code].find((node) => node.name === select)
  if (chosen) await view.send({ type: 'reveal', id: chosen.id })
  // A count that grows is what makes a failure recent.
  const failing = graph.edges.find(({ live }) => (live?.failed ?? 0) > 0)
  if (failing?.live && graph.sessions[0]?.state === 'running') {
    const { sessions, revision } = graph
    const live = { ...failing.live, failed: (failing.live.failed ?? 0) + 1 }
    await view.send({
      type: 'figures',
      revision: revision + 1,
      destinations: {},
      edges: { [failing.id]: live },
      sessions,
    })
    await view.drawn(revision + 1)
  }
  await act?.(view)
  // Long enough for marks to be on their way.
  await view.page.waitForTimeout(1200)
  await view.page.screenshot({ path: path.join(folder, `${name}.png`) })
  console.log(path.join(folder, `${name}.png`))
  await view.close()
}
