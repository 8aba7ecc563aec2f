/** A workspace that is not trusted: its rules count where they are data; code that would give some is not run. */
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import { destinationNamed, fanout, waitForGraph } from './graph.ts'
import { needHost } from './host.ts'

describe('rules of a workspace that is not trusted', () => {
  let api: FanoutApi
  let root: string
  before(async () => {
    api = await fanout()
    root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''
  })

  it('count where they are data, and the view tells of the code that was left out', async () => {
    assert.equal(vscode.workspace.isTrusted, false)
    await vscode.commands.executeCommand('fanout.refreshMap')
    await waitForGraph(api, 'the event paid-dev', (graph) => destinationNamed(graph, 'paid-dev'))
    assert.equal(destinationNamed(api.graph(), 'paid-prod'), undefined)
    const problem = api.graph().problems.find(({ code }) => code === 'config-left-out')
    assert.equal(
      problem?.message,
      'fanout.config.js was left out: the workspace is not trusted, so its code is not run',
    )
    assert.match(problem.file ?? '', /fanout\.config\.js$/)
    assert.equal(existsSync(join(root, 'ran.txt')), false)
  })

  it('are those of the code as soon as the workspace is trusted', async function () {
    const host = needHost(this)
    await host.command('fanout.showGraph')
    const granted = new Promise<void>((resolve) => vscode.workspace.onDidGrantWorkspaceTrust(() => resolve()))
    await host.view.click('[data-part="banners"] button')
    await host.workbench.click('.workspace-trust-editor .monaco-button:has-text("Trust")')
    await granted
    await waitForGraph(
      api,
      'paid-prod in place of paid-dev',
      (graph) => destinationNamed(graph, 'paid-prod') && !destinationNamed(graph, 'paid-dev'),
    )
    assert.equal(existsSync(join(root, 'ran.txt')), true)
  })
})
