/** A workspace that is not trusted: it is mapped, and nothing is added to its programs until it is. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import { debugToEnd } from './debugSession.ts'
import { destinationNamed, fanout, liveOf, waitForGraph } from './graph.ts'
import { needHost } from './host.ts'

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

  it('has no variables in its terminals', async function () {
    if (process.platform !== 'linux') this.skip()
    const terminal = vscode.window.createTerminal({ name: 'untrusted', hideFromUser: true })
    const pid = await terminal.processId
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8')
    terminal.dispose()
    assert.match(environment, /PATH=/)
    assert.doesNotMatch(environment, /FANOUT_PROBE|probe\.cjs/)
  })

  it('is watched as soon as it is trusted', async function () {
    const host = needHost(this)
    const granted = new Promise<void>((resolve) => vscode.workspace.onDidGrantWorkspaceTrust(() => resolve()))
    await host.command('workbench.trust.manage')
    await host.workbench.click('.workspace-trust-editor .monaco-button:has-text("Trust")')
    await granted
    await debugToEnd({ type: 'node', request: 'launch', name: 'flash', program: '${workspaceFolder}/flash.js' })
    const session = await waitForGraph(api, 'a session that ended', ({ sessions }) =>
      sessions.find(({ state }) => state === 'ended'),
    )
    assert.equal(session.lastFigures, 'exact')
    assert.equal(liveOf(api.graph(), 'lit')?.sent, 5)
  })
})
