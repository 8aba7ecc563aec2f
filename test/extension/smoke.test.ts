/** Proves the ground that every other suite stands on: the extension host, the window, webviews and the debugger. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import * as vscode from 'vscode'
import { debugToEnd } from './debugSession.ts'
import { needHost } from './host.ts'
import { stackInSources } from './stack.ts'

describe('extension host', () => {
  it('is Node.js 20 or newer, in a trusted workspace', () => {
    assert.ok(Number(process.versions.node.split('.')[0]) >= 20, process.versions.node)
    assert.equal(vscode.workspace.isTrusted, true)
    assert.equal(vscode.workspace.workspaceFolders?.length, 1)
  })
})

describe('failure', () => {
  it('is told in terms of the sources', () => {
    const stack = stackInSources(new Error('here').stack ?? '')
    assert.match(stack, /smoke\.test\.ts:\d+:\d+/)
    assert.doesNotMatch(stack, /mocha/)
  })
})

describe('window', () => {
  it('shows a webview in which a test can type, click and read', async function () {
    const host = needHost(this)
    await host.command('smoke.show')
    await host.view.fill('#name', 'Ada')
    await host.view.click('#greet')
    assert.equal(await host.view.read('#greeting'), 'Hello, Ada')
    assert.equal(await host.view.evaluate('document.querySelectorAll("button").length + 41'), 42)
    assert.equal(await host.view.evaluate('Promise.resolve(document.body.dataset.fanoutView)'), 'graph')
  })

  it('changes its theme, and the webview with it', async function () {
    const host = needHost(this)
    await vscode.commands.executeCommand('smoke.show')
    // A webview that is still loading takes the focus when it is there, and closes the palette by that.
    await host.view.waitFor('#name')
    await host.theme('Light Modern')
    await host.view.waitFor('body.vscode-light')
    await host.theme('Default High Contrast')
    await host.view.waitFor('body.vscode-high-contrast')
    await host.theme('Dark Modern')
    await host.view.waitFor('body.vscode-dark')
  })

  it('has its picture taken', async function () {
    const host = needHost(this)
    const picture = await readFile(await host.screenshot('window'))
    assert.equal(picture.subarray(1, 4).toString(), 'PNG')
    assert.ok(
      picture.readUInt32BE(16) >= 1024,
      `expected a window at least 1024 pixels wide, got ${picture.readUInt32BE(16)}`,
    )
  })

  it('tells which selector it did not find', async function () {
    const host = needHost(this)
    await assert.rejects(
      host.workbench.click('#there-is-no-such-element', { timeout: 100 }),
      /there-is-no-such-element/,
    )
  })
})

describe('debugger', () => {
  it('runs a JavaScript program to its end', async () => {
    const { output } = await debugToEnd({
      type: 'node',
      request: 'launch',
      name: 'JavaScript',
      program: '${workspaceFolder}/program.mjs',
    })
    assert.match(output, /hello from JavaScript/)
  })

  it('runs a TypeScript program through a loader, with the Node.js of the PATH', async () => {
    const { output } = await debugToEnd({
      type: 'node',
      request: 'launch',
      name: 'TypeScript',
      program: '${workspaceFolder}/program.mts',
      runtimeArgs: ['--import', 'tsx'],
    })
    assert.match(output, /hello from TypeScript, Node\.js \d+/)
  })
})
