/** A workspace that is not trusted: it is mapped, and nothing is added to its programs until it is. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import { debugToEnd } from './debugSession.ts'
import { destinationNamed, fanout, liveOf, waitForGraph } from './graph.ts'
import { needHost } from './host.ts'

const flash = { type: 'node', request: 'launch', name: 'flash', program: '${workspaceFolder}/flash.js' }

describe('a workspace that is not trusted', () => {
  let api: FanoutApi
  before(async () => {
    api = await fanout()
  })

  it('is mapped', async function () {
    const host = needHost(this)
    assert.equal(vscode.workspace.isTrusted, false)
    await host.command('fanout.showGraph')
    await waitForGraph(api, 'the map', (graph) => graph.map.state === 'ready' && destinationNamed(graph, 'lit'))
    assert.equal(destinationNamed(api.graph(), 'lit')?.presence, 'source')
  })

  it('has nothing to inject, and says so', async function () {
    const host = needHost(this)
    assert.match(await host.view.read('[data-part="banners"]'), /not trusted/)
    assert.equal(existsSync(placedProbe()), false)
    assert.deepEqual(api.graph().sessions, [])
  })

  it('is watched as soon as it is trusted', async function () {
    const host = needHost(this)
    const granted = new Promise<void>((resolve) => vscode.workspace.onDidGrantWorkspaceTrust(() => resolve()))
    await host.view.click('[data-part="banners"] button')
    await host.workbench.click('.workspace-trust-editor .monaco-button:has-text("Trust")')
    await granted
    await debugToEnd(flash)
    const session = await waitForGraph(api, 'a session that ended', ({ sessions }) =>
      sessions.find(({ state }) => state === 'ended'),
    )
    assert.equal(session.lastFigures, 'exact')
    assert.equal(liveOf(api.graph(), 'lit')?.sent, 5)
    assert.equal(existsSync(placedProbe()), true)
  })
})

/** Where NODE_OPTIONS would find the probe: in the user data that the runner keeps beside its result. */
function placedProbe(): string {
  const folder = dirname(process.env['FANOUT_TEST_RESULT'] ?? '')
  return join(folder, 'user', 'User', 'globalStorage', 'fanout.fanout', 'probe.cjs')
}
