/** What a user does, from the installed extension to the last figures, with no setting: by clicks and keys alone. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import type { CodeNode } from '../../src/protocol/graph.ts'
import expected from '../fixtures/examples/shop.json'
import { fanout, liveOf, waitForGraph } from './graph.ts'
import { type Host, needHost } from './host.ts'
import { waitFor } from './waitFor.ts'

describe("a user's path through the shop", () => {
  let api: FanoutApi
  let host: Host
  before(async function () {
    host = needHost(this)
    api = await fanout()
  })
  after(() => vscode.debug.stopDebugging())

  it('begins with the map: every destination and site, and none besides', async () => {
    await host.command('fanout.showGraph')
    const graph = await waitForGraph(api, 'the map', (now) => now.map.state === 'ready' && now)
    const destinations = graph.destinations.map(({ kind, name }) => `${kind} ${name}`)
    assert.deepEqual(sorted(destinations), sorted(expected.destinations.map(({ kind, name }) => `${kind} ${name}`)))
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.path
    const sites = graph.edges.flatMap((edge) =>
      edge.sites.map(({ file, line, role }) => {
        const destination = graph.destinations.find(({ id }) => id === (edge.kind === 'send' ? edge.to : edge.from))
        return `${role} ${destination?.name} at ${file.replace(`${root}/`, '')}:${line}`
      }),
    )
    const known = expected.sites.filter(({ destinationId }) => destinationId !== null)
    const wanted = known.map(({ role, destination, file, line }) => `${role} ${destination} at ${file}:${line}`)
    assert.deepEqual(sorted(new Set(sites)), sorted(new Set(wanted)))
    for (const { id } of graph.destinations) await host.view.waitFor(`g.node[data-id="${id}"]`)
    for (const { presence } of [...graph.destinations, ...graph.code]) assert.equal(presence, 'source')
  })

  it('comes alive with F5', async () => {
    await host.workbench.press('F5')
    await waitForGraph(api, 'the shop to run', ({ sessions }) => sessions.some(({ state }) => state === 'running'))
    for (const name of ['resize-image', 'payment', 'OrderPlaced', 'uploaded']) {
      const before = await waitForGraph(api, `figures of ${name}`, (graph) => liveOf(graph, name)?.sent)
      await waitForGraph(api, `figures of ${name} that grow`, (graph) => (liveOf(graph, name)?.sent ?? 0) > before)
    }
    const graph = api.graph()
    const ran = new Set(graph.destinations.filter(({ live }) => live).map(({ name }) => name))
    assert.equal(graph.destinations.find(({ name }) => name === 'import-rows')?.presence, 'source', 'it never runs')
    assert.ok(ran.has('resize-image') && !ran.has('import-rows'))
    const audit = await waitForGraph(api, 'the queue whose name only the program knows', (now) =>
      now.destinations.find(({ name }) => name === 'audit-eu-west'),
    )
    assert.equal(audit.presence, 'live')
    const loyalty = await waitForGraph(api, 'events that wait for a service that is closed', (now) =>
      now.destinations
        .flatMap(({ subscriptions }) => subscriptions)
        .find(({ name, live }) => name === 'loyalty' && (live?.depth ?? 0) > 0),
    )
    assert.ok(loyalty)
    await host.view.waitFor('[data-part="session"]:has-text("running")')
    await host.workbench.waitFor('.statusbar-item[id^="fanout"]:has-text("waiting")')
    await host.screenshot('user-path-live')
  })

  it('leads to the code with a click', async () => {
    const node = codeNamed('OrderService.placeOrder')
    await host.view.click(`g.node[data-id="${node.id}"]`)
    const site = api.graph().edges.find(({ from, kind }) => kind === 'send' && from === node.id)?.sites[0]
    assert.ok(site)
    const editor = await waitFor('an editor of the site', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.path === site.file),
    )
    assert.match(site.file, /\/src\/orders\/orderService\.ts$/)
    assert.equal(editor.selection.active.line + 1, site.line)
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /publish/)
    assert.notEqual(editor.viewColumn, undefined)
    await host.view.waitFor(`g.node.selected[data-id="${node.id}"]`)
  })

  it('offers the places where there are several, by keys as well', async () => {
    await host.view.press('Enter', { selector: 'g.node[data-id="fanout/topic/shop/OrderPlaced"]' })
    await host.workbench.click('.quick-input-list .monaco-list-row:has-text("src/billing/charge.ts")')
    const editor = await waitFor('an editor of the place', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document.uri.path.endsWith('/billing/charge.ts')),
    )
    assert.match(editor.document.lineAt(editor.selection.active.line).text, /subscribe\(Topics\.orderPlaced/)
    assert.equal(vscode.window.tabGroups.all.length, 2, 'code goes on in the column where code is')
  })

  it('can be read as a tree, with the figures of the picture', async () => {
    await host.workbench.click('.activitybar .action-item a[aria-label^="Fanout"]')
    await host.workbench.waitFor('.monaco-list-row[aria-label*="queue resize-image"][aria-label*="/30 waiting"]')
    await host.workbench.waitFor('.monaco-list-row[aria-label*="queue import-rows"][aria-label*="never ran"]')
    await host.workbench.waitFor(
      '.monaco-list-row[aria-label*="queue audit-eu-west"][aria-label*="not found in source"]',
    )
    await host.screenshot('user-path-tree')
  })

  it('can be taken from the debug toolbar', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors')
    await host.workbench.click('.debug-toolbar .codicon-type-hierarchy-sub')
    await host.view.waitFor('g.node[data-kind="queue"]')
    await host.view.waitFor('[data-part="session"]:has-text("running")')
  })

  it('ends with the last figures, which stay, and with what was left behind', async () => {
    const places = await nodePlaces(host)
    await waitForGraph(
      api,
      'a queue in which something waits',
      (graph) => (liveOf(graph, 'resize-image')?.depth ?? 0) > 0,
    )
    await host.workbench.click('.debug-toolbar .codicon-debug-stop')
    const session = await waitForGraph(api, 'the end', ({ sessions }) =>
      sessions.find(({ state }) => state === 'ended'),
    )
    assert.ok(session.leftBehind > 0)
    const sent = liveOf(api.graph(), 'resize-image')?.sent ?? 0
    assert.ok(sent > 0)
    await host.view.waitFor(`[data-part="session"]:has-text("left behind")`)
    await host.screenshot('user-path-ended')

    await host.workbench.press('F5')
    await waitForGraph(api, 'a new session with figures of its own', (graph) => {
      const live = liveOf(graph, 'resize-image')?.sent ?? 0
      return graph.sessions.filter(({ state }) => state === 'running').length === 1 && live > 0 && live < sent
    })
    assert.deepEqual(await nodePlaces(host), places, 'the picture does not jump')
  })

  function codeNamed(name: string): CodeNode {
    const found = api.graph().code.find((node) => node.name === name)
    assert.ok(
      found,
      `expected code named ${name}, got ${api
        .graph()
        .code.map((node) => node.name)
        .join(', ')}`,
    )
    return found
  }
})

const sorted = (texts: Iterable<string>): string[] => [...texts].toSorted()

function nodePlaces(host: Host): Promise<Record<string, string>> {
  return host.view.evaluate(
    'Object.fromEntries([...document.querySelectorAll("g.node")].map((node) => [node.dataset.id, node.getAttribute("transform")]))',
  )
}
