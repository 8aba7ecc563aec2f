/** The user's own rules: in settings, in configurations that are data and code, and from the call at the cursor. */
import assert from 'node:assert/strict'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import type { Graph } from '../../src/protocol/graph.ts'
import { destinationNamed, fanout, waitForGraph } from './graph.ts'
import { needHost } from './host.ts'
import { waitFor } from './waitFor.ts'

describe('the user’s own rules', () => {
  let api: FanoutApi
  let root: string
  const write = (name: string, text: string): void => writeFileSync(join(root, name), text)
  const say = { send: 'src/bus.ts#Bus.say', name: 0 }
  const hear = { receive: 'src/bus.ts#Bus.hear', name: 0, handler: 1 }
  const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('fanout')
  const isEmpty = ({ destinations, map }: Graph): boolean => map.state === 'ready' && destinations.length === 0

  before(async () => {
    api = await fanout()
    root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''
    await vscode.commands.executeCommand('fanout.refreshMap')
    await waitForGraph(api, 'a map without destinations', isEmpty)
  })

  it('in settings count at once, and each site says which rule it is of', async () => {
    await settings().update('rules', [say, { sends: 'x' }], vscode.ConfigurationTarget.Workspace)
    const destination = await waitForGraph(api, 'the event paid-dev', (graph) => destinationNamed(graph, 'paid-dev'))
    const [edge] = api.graph().edges
    assert.equal(edge?.to, destination.id)
    assert.equal(edge.sites[0]?.evidence, 'Sends through Bus.say by your rule fanout.rules[0].')
    const [problem, ...more] = api.graph().problems.filter(({ code }) => code === 'rule')
    assert.deepEqual(more, [], 'the settings of the only folder are read once')
    assert.match(problem?.message ?? '', /^fanout\.rules\[1\]: expected fields named .*came "sends"/)
    assert.match(problem?.file ?? '', /\.vscode\/settings\.json$/)
    assert.ok((problem?.line ?? 0) > 1)
  })

  it('join names that are one', async () => {
    await settings().update(
      'rules',
      [{ ...say, receive: hear.receive, handler: 1 }],
      vscode.ConfigurationTarget.Workspace,
    )
    await settings().update('join', { '*-dev': '*-prod' }, vscode.ConfigurationTarget.Workspace)
    await waitForGraph(
      api,
      'paid-prod with both ends',
      ({ destinations, edges }) =>
        destinations.length === 1 && destinations[0]?.name === 'paid-prod' && edges.length === 2,
    )
    await settings().update('join', undefined, vscode.ConfigurationTarget.Workspace)
    await settings().update('rules', undefined, vscode.ConfigurationTarget.Workspace)
    await waitForGraph(api, 'a map without destinations', isEmpty)
  })

  it('may be code, which counts as soon as it is saved and costs nothing when it throws', async () => {
    const config = (body: string): string => `import { defineConfig } from 'fanout/config'\n${body}`
    write('fanout.config.ts', config(`export default defineConfig({ rules: [${JSON.stringify(say)}] as const })\n`))
    await waitForGraph(api, 'the event paid-dev', (graph) => destinationNamed(graph, 'paid-dev'))
    write('fanout.config.ts', config(`throw new Error('no rules today')\n`))
    const problem = await waitForGraph(
      api,
      'a problem of the configuration',
      ({ problems, destinations }) => destinations.length === 0 && problems.find(({ code }) => code === 'config'),
    )
    assert.equal(problem.message, 'fanout.config.ts: Error: no rules today')
    rmSync(join(root, 'fanout.config.ts'))
    await waitForGraph(api, 'a map without problems', (graph) => isEmpty(graph) && graph.problems.length === 0)
  })

  it('are made from the call at the cursor', async function () {
    const host = needHost(this)
    await addRule(host, 'say(', ['sends', 'paid-dev', 'Settings of the workspace'])
    await waitForGraph(api, 'the event paid-dev', (graph) => destinationNamed(graph, 'paid-dev'))
    assert.deepEqual(settings().inspect('rules')?.workspaceValue, [say])

    write('fanout.config.json', '{\n  // shared\n  "rules": []\n}\n')
    await addRule(host, 'hear(', ['receives', 'paid-prod', 'fanout.config.json'])
    await waitForGraph(api, 'the event paid-prod', (graph) => destinationNamed(graph, 'paid-prod'))
    const text = readFileSync(join(root, 'fanout.config.json'), 'utf8')
    assert.match(text, /\/\/ shared/)
    assert.ok(text.includes('{ "receive": "src/bus.ts#Bus.hear", "name": 0, "handler": 1 }'), text)
    const receiver = api.graph().code.find(({ receives }) => receives)
    assert.equal(receiver?.name, 'mail')
  })

  it('are not written where they would not be read', async function () {
    const host = needHost(this)
    write('fanout.config.mjs', 'export default {}\n')
    await addRule(host, 'say(', ['sends', 'paid-dev'])
    await host.workbench.waitFor('.quick-input-list .monaco-list-row:has-text("Settings of the workspace")')
    assert.doesNotMatch(await host.workbench.read('.quick-input-list'), /fanout\.config\.json/)
    await host.workbench.press('Escape')
    rmSync(join(root, 'fanout.config.mjs'))
  })

  it('are offered to one who asks for what can be done with a call', async () => {
    const { document, selection } = await at('say(')
    const ask = (): Thenable<vscode.CodeAction[]> =>
      vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, selection, 'refactor.fanout')
    const [action] = await ask()
    assert.equal(action?.command?.command, 'fanout.addRule')
  })

  it('are completed and described where they are written', async () => {
    const text = '{ "rules": [{ "send": "src/bus.ts#Bus.say", "na" }], "jo" }'
    write('fanout.config.json', text)
    const document = await vscode.workspace.openTextDocument(join(root, 'fanout.config.json'))
    const labelsAt = async (offset: number): Promise<string[]> => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        document.positionAt(offset),
      )
      return items.map(({ label }) => (typeof label === 'string' ? label : label.label))
    }
    await waitFor('completion of a rule’s fields', async () =>
      (await labelsAt(text.indexOf('na" }') + 2)).includes('name'),
    )
    await waitFor('completion of the parts', async () => (await labelsAt(text.indexOf('jo" }') + 2)).includes('join'))
  })

  /** Puts the cursor on the call, runs the command, and picks what is asked. */
  async function addRule(host: ReturnType<typeof needHost>, call: string, picks: readonly string[]): Promise<void> {
    await at(call)
    const done = vscode.commands.executeCommand('fanout.addRule')
    for (const pick of picks) await host.workbench.click(`.quick-input-list .monaco-list-row:has-text("${pick}")`)
    // Its last message stays until somebody closes it; what it wrote is there before.
    void done.then(undefined, () => undefined)
  }

  async function at(call: string): Promise<vscode.TextEditor> {
    const document = await vscode.workspace.openTextDocument(join(root, 'src', 'app.ts'))
    const position = document.positionAt(document.getText().indexOf(call) + 1)
    return vscode.window.showTextDocument(document, { selection: new vscode.Range(position, position) })
  }
})
