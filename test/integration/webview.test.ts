/** The built view in a real browser, with a host that only records: what a user sees, clicks and types. */
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { webviewBundle } from '../../scripts/bundles.ts'
import { root } from '../../scripts/gallery/harness/drafts.ts'
import { many, shop } from '../../scripts/gallery/harness/graphs.ts'
import {
  bodyClasses,
  launchChromium,
  openView,
  type ViewPage,
  type ViewPageOptions,
} from '../../scripts/gallery/harness/page.ts'
import type { Theme } from '../../scripts/vscode/settings.ts'
import type { Graph } from '../../src/protocol/graph.ts'
import { weakContrasts } from './webviewContrast.ts'

let browser: Browser
let view: ViewPage | undefined

beforeAll(async () => {
  await build(webviewBundle(true))
  browser = await launchChromium()
}, 120_000)
afterAll(() => browser.close())

async function show(graph: Graph, options: ViewPageOptions = {}): Promise<ViewPage> {
  await view?.close()
  view = await openView(browser, options)
  await view.send({ type: 'graph', graph, roots: [root] })
  await view.drawn(graph.revision)
  return view
}

const idOf = (graph: Graph, name: string): string =>
  [...graph.destinations, ...graph.code].find((node) => node.name === name)?.id ?? ''
const node = (graph: Graph, name: string): string => `g.node[data-id=${JSON.stringify(idOf(graph, name))}]`

describe('the picture', () => {
  const graph = shop()

  it('holds each node and edge, findable and named', async () => {
    const { page } = await show(graph)
    expect(await page.getAttribute('body', 'data-fanout-view')).toBe('graph')
    expect(await page.locator('g.node').count()).toBe(graph.destinations.length + graph.code.length)
    expect(await page.locator('g.edge[data-edge]').count()).toBe(graph.edges.length)
    const queue = page.locator(node(graph, 'resize-image'))
    expect(await queue.getAttribute('data-kind')).toBe('queue')
    expect(await queue.getAttribute('data-state')).toBe('blocked')
    expect(await queue.getAttribute('role')).toBe('button')
    expect(await queue.getAttribute('aria-label')).toContain('depth 100 of 100')
    expect(await page.locator('g.pill:visible').filter({ hasText: '4 waiting' }).count()).toBe(1)
  })

  it('selects and opens code beside at a click, and explains first', async () => {
    const { page, said } = await show(graph)
    await page.click(node(graph, 'placeOrder'))
    await expect.poll(said).toContainEqual(
      expect.objectContaining({
        type: 'open',
        title: 'placeOrder',
        beside: true,
        positions: [expect.objectContaining({ line: 42 }), expect.objectContaining({ line: 51 })],
      }),
    )
    expect(await said()).toContainEqual({ type: 'select', id: idOf(graph, 'placeOrder') })
    await page.click(node(graph, 'resize-image'))
    await expect.poll(() => page.innerText('[data-part="explanation"]')).toMatch(/^Blocked by its consumer\./)
    expect(await page.innerText('[data-part="details"] h2')).toBe('resize-image')
  })

  it('opens the place of an edge at a click on it', async () => {
    const { page, said } = await show(graph)
    const edge = graph.edges.find(({ to }) => to === idOf(graph, 'resize-image'))
    const box = await page.locator(`g.edge[data-edge=${JSON.stringify(edge?.id)}] .edge-line`).boundingBox()
    await page.mouse.click((box?.x ?? 0) + 8, (box?.y ?? 0) + (box?.height ?? 0) / 2)
    await expect
      .poll(said)
      .toContainEqual(expect.objectContaining({ type: 'open', positions: [expect.objectContaining({ line: 31 })] }))
  })

  it('is walked with the keyboard', async () => {
    const { page, said } = await show(graph)
    const focused = (): Promise<string | null> =>
      page.evaluate(() => document.activeElement?.getAttribute('data-id') ?? null)
    await page.focus(node(graph, 'uploadPhoto'))
    await page.keyboard.press('ArrowRight')
    expect(await focused()).toBe(idOf(graph, 'resize-image'))
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await expect.poll(said).toContainEqual(expect.objectContaining({ type: 'open', title: 'resizeWorker' }))
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('g.node.selected').count()).toBe(0)
  })

  it.each([420, 1400])('lists problems and notes within a view of %i pixels', async (width) => {
    const problems = [
      { code: 'name-not-known', message: 'A name that is known only when the program runs.', note: true as const },
      { code: 'rule', message: 'fanout.rules[0]: expected a rule, came 7' },
    ]
    const { page } = await show({ ...shop('map'), problems }, { width, height: 600 })
    await page.click('[data-part="problems"] button')
    const panel = await page.locator('[data-part="problems"] .menu-panel').boundingBox()
    expect(panel?.x).toBeGreaterThanOrEqual(0)
    expect((panel?.x ?? 0) + (panel?.width ?? 0)).toBeLessThanOrEqual(width)
    const [first, second] = await page.locator('.problem-list li').allTextContents()
    expect(first).toContain('expected a rule')
    expect(second).toContain('known only when')
  })

  it('narrows to what is asked for, and comes back', async () => {
    const { page } = await show(graph)
    await page.fill('[data-part="find"]', 'kind:event')
    await expect.poll(() => page.locator('g.node[data-kind="queue"]').count()).toBe(0)
    expect(await page.locator('g.node[data-kind="event"]').count()).toBe(2)
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('g.node').count()).toBe(graph.destinations.length + graph.code.length)
  })

  it('changes figures without making or moving an element', async () => {
    const { page, send, drawn } = await show(graph)
    const destination = graph.destinations.find(({ name }) => name === 'payment')
    if (!destination?.live) throw new Error('payment has figures')
    await page.evaluate(() => {
      const moved: string[] = []
      Object.assign(window, { moved })
      new MutationObserver((changes) => {
        for (const { type, attributeName, target } of changes)
          if (type === 'childList' && target.nodeName !== 'text' && target.nodeName !== 'title')
            moved.push(target.nodeName)
          else if (attributeName === 'transform') moved.push('transform')
      }).observe(document.querySelector('.nodes') ?? document.body, {
        subtree: true,
        childList: true,
        attributes: true,
      })
    })
    const live = { ...destination.live, depth: 6 }
    await send({
      type: 'figures',
      revision: 5,
      destinations: { [destination.id]: live },
      edges: {},
      sessions: graph.sessions,
    })
    await drawn(5)
    expect(await page.textContent(`${node(graph, 'payment')} [data-part="depth"]`)).toBe('6 / 8')
    expect(await page.evaluate(() => (window as unknown as { moved: string[] }).moved)).toEqual([])
  })

  it('asks for what the user asks for', async () => {
    const { page, said } = await show(shop('map'))
    await page.click('[data-part="start"]')
    await expect.poll(said).toContainEqual({ type: 'command', command: 'start' })
  })

  it('stands still where motion is unwanted', async () => {
    const { page } = await show(graph, { reducedMotion: true })
    const picture = (): Promise<string> => page.evaluate(() => document.querySelector('canvas')?.toDataURL() ?? '')
    const before = await picture()
    await page.evaluate(
      () =>
        new Promise((resolve) =>
          requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        ),
    )
    expect(await picture()).toBe(before)
  })

  it('draws 300 nodes', async () => {
    const large = many(300)
    const { page } = await show(large)
    expect(await page.locator('g.node').count()).toBe(large.destinations.length + large.code.length)
  })
})

describe.each(Object.keys(bodyClasses) as Theme[])('in %s', (theme) => {
  it('text stands out 4.5:1 and frames 3:1, and no text is under 11 px', async () => {
    for (const state of ['live', 'map', 'ended'] as const) {
      const graph = shop(state)
      const { page, send } = await show(graph, { theme, width: 1800, height: 1000 })
      expect(await page.evaluate(weakContrasts)).toEqual([])
      await send({ type: 'reveal', id: idOf(graph, 'resize-image') })
      await page.locator('[data-of]').waitFor()
      expect(await page.evaluate(weakContrasts)).toEqual([])
    }
  })
})
