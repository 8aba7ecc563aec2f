/** A queue with room for three and a producer that waits, as it stands on the screen while it runs, and when it is stopped. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import { fanout, liveOf, waitForGraph } from './graph.ts'
import { needHost } from './host.ts'

describe('a queue with room for three', () => {
  let api: FanoutApi
  let earlier: ReadonlySet<string>
  before(async () => {
    api = await fanout()
    earlier = new Set(api.graph().sessions.map(({ id }) => id))
  })
  after(() => vscode.debug.stopDebugging())

  it('shows three of three, one waiting sender and three busy workers', async function () {
    const host = needHost(this)
    await host.command('fanout.showGraph')
    const folder = vscode.workspace.workspaceFolders?.[0]
    assert.ok(await vscode.debug.startDebugging(folder, 'Narrow (the producer waits)'))
    const figures = await waitForGraph(api, 'a full queue with a waiting sender', (graph) => {
      const live = liveOf(graph, 'narrow')
      return live?.depth === 3 && live.waitingSenders === 1 && live.inFlight === 3 && live
    })
    assert.equal(figures.capacity, 3)
    await waitForGraph(api, 'messages that were worked off meanwhile', (graph) => {
      const live = liveOf(graph, 'narrow')
      return live && live.acked > 3 && live.depth === 3
    })
    const card = 'g.node[data-id="fanout/queue//narrow"]'
    await host.view.waitFor(`${card} [data-part="depth"]:has-text("3 / 3")`)
    await host.view.waitFor(':text("1 waiting")')
  })

  it('keeps its last figures when it is stopped, and says what was left behind', async function () {
    const host = needHost(this)
    await host.workbench.click('.debug-toolbar .codicon-debug-stop')
    const session = await waitForGraph(api, 'the session to have ended', ({ sessions }) =>
      sessions.find(({ id, state }) => !earlier.has(id) && state === 'ended'),
    )
    assert.equal(session.lastFigures, 'cut')
    const figures = liveOf(api.graph(), 'narrow')
    assert.equal(session.leftBehind, (figures?.depth ?? 0) + (figures?.inFlight ?? 0))
    assert.ok(session.leftBehind >= 3, `expected at least the full queue to be left behind, got ${session.leftBehind}`)
    await host.view.waitFor(`[data-part="session"]:has-text("left behind: ${session.leftBehind}")`)
    await host.view.waitFor('g.node[data-id="fanout/queue//narrow"] [data-part="depth"]:has-text("/ 3")')
  })
})
