/** Workspaces with something wrong in them: no exception, the rest of the map is there, a problem is listed. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import { destinationNamed, fanout, waitForGraph } from './graph.ts'
import { needHost } from './host.ts'
import { waitFor } from './waitFor.ts'

const lamp = (event: string): string => `import { EventEmitter } from 'node:events'
class Lamp extends EventEmitter {}
const lamp = new Lamp()
lamp.on('${event}', () => {})
lamp.emit('${event}')
`

describe('a workspace in trouble', () => {
  let api: FanoutApi
  let root: string
  const write = (name: string, text: string): void => {
    const file = join(root, name)
    mkdirSync(join(file, '..'), { recursive: true })
    writeFileSync(file, text)
  }
  before(async () => {
    api = await fanout()
    root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''
    assert.notEqual(root, '')
  })

  it('may be empty', async function () {
    const host = needHost(this)
    await host.command('fanout.showGraph')
    await waitForGraph(api, 'the map', ({ map }) => map.state === 'ready')
    assert.deepEqual(api.graph().destinations, [])
    assert.deepEqual(
      api.graph().problems.map(({ code }) => code),
      ['no-source'],
    )
    await host.view.waitFor('[data-part="notice"]:has-text("No queues, topics or events found")')
    await host.view.click('[data-part="notice"] button:has-text("Read how it works")')
    await host.workbench.waitFor('.extension-editor .name:has-text("Fanout")')
  })

  it('is mapped anew when files come, change and go', async () => {
    write('src/lamp.ts', lamp('lit'))
    await waitForGraph(api, 'the event lit', (graph) => destinationNamed(graph, 'lit'))
    write('src/lamp.ts', lamp('dimmed'))
    await waitForGraph(
      api,
      'the event dimmed in place of lit',
      (graph) => destinationNamed(graph, 'dimmed') && !destinationNamed(graph, 'lit'),
    )
    rmSync(join(root, 'src/lamp.ts'))
    await waitForGraph(api, 'no events', ({ destinations }) => destinations.length === 0)
  })

  it('is mapped anew when whole folders come and go', async () => {
    const elsewhere = mkdtempSync(join(root, '..', 'elsewhere-'))
    mkdirSync(join(elsewhere, 'moved/deep'), { recursive: true })
    writeFileSync(join(elsewhere, 'moved/deep/lamp.ts'), lamp('moved'))
    renameSync(join(elsewhere, 'moved'), join(root, 'moved'))
    await waitForGraph(api, 'the event moved', (graph) => destinationNamed(graph, 'moved'))
    renameSync(join(root, 'moved'), join(elsewhere, 'moved'))
    await waitForGraph(api, 'no events', ({ destinations }) => destinations.length === 0)
  })

  it('is mapped from what an editor holds, saved or not', async function () {
    const host = needHost(this)
    write('src/lamp.ts', lamp('lit'))
    await waitForGraph(api, 'the event lit', (graph) => destinationNamed(graph, 'lit'))
    const document = await vscode.workspace.openTextDocument(join(root, 'src/lamp.ts'))
    const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One)
    await editor.edit((edit) =>
      edit.insert(document.lineAt(document.lineCount - 1).range.end, "lamp.emit('unsaved')\n"),
    )
    const unsaved = await waitForGraph(api, 'the event of the unsaved line', (graph) =>
      destinationNamed(graph, 'unsaved'),
    )
    assert.equal(document.isDirty, true)
    // The panel was behind the editor all the while.
    await host.command('fanout.showGraph')
    await host.view.waitFor(`g.node[data-id="${unsaved.id}"]`)
    await vscode.window.showTextDocument(document, vscode.ViewColumn.One)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
    await waitForGraph(api, 'the unsaved event to be gone', (graph) => !destinationNamed(graph, 'unsaved'))
  })

  it('may have a broken tsconfig, a syntax error, a 2 MB generated file and a symlink loop', async () => {
    write('tsconfig.json', '{ "compilerOptions": { "strict": tru')
    write('src/broken.ts', `${lamp('half')}export const = {{{\n`)
    write('src/generated.ts', `export const data = [\n${'  "0123456789",\n'.repeat(2 ** 21 / 15)}]\n`)
    symlinkSync('..', join(root, 'src', 'loop'), 'junction')
    await vscode.commands.executeCommand('fanout.refreshMap')
    const graph = await waitForGraph(
      api,
      'the map with problems',
      (now) => now.map.state === 'ready' && now.problems.length >= 2 && now,
    )
    assert.ok(destinationNamed(graph, 'lit'), 'expected the rest of the map to be there')
    const files = graph.problems.map(({ file }) => file?.split('/').at(-1))
    assert.ok(files.includes('tsconfig.json'), JSON.stringify(graph.problems))
    assert.ok(files.includes('broken.ts'), JSON.stringify(graph.problems))
    for (const { message } of graph.problems) assert.match(message, /\w{4}/)
  })

  it('lists its problems in the tree, where a click opens the place', async function () {
    const host = needHost(this)
    await host.workbench.click('.activitybar .action-item a[aria-label^="Fanout"]')
    await host.workbench.click('.monaco-list-row[aria-label^="Problems"]')
    await host.workbench.press('ArrowRight')
    await host.workbench.click('.monaco-list-row[aria-label*="broken.ts"]')
    await waitForEditor('broken.ts')
  })
})

async function waitForEditor(name: string): Promise<void> {
  await waitFor(`an editor of ${name}`, () => vscode.window.activeTextEditor?.document.fileName.endsWith(name))
}
