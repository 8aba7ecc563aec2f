/** The extension's side stalls, or goes, while a program is half done: the program is as if nobody had watched it. */
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import { debugToEnd } from './debugSession.ts'
import { fanout, liveOf, waitForGraph } from './graph.ts'
import { type ProgramRun, differences, endOf, halvesFiles, unwatchedRun } from './halves.ts'
import { waitFor } from './waitFor.ts'
import { type WatchedTerminal, runToHalf, sendWitness, watchedTerminal } from './watchedHalves.ts'
import type { StallReport } from './witness.ts'

const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''
const debugged = { type: 'node', request: 'launch', name: 'halves', program: '${workspaceFolder}/halves.js' }

describe('a program that is half done is none the worse', () => {
  let api: FanoutApi
  let folder: string
  let expected: ProgramRun
  let watched: WatchedTerminal
  before(async () => {
    api = await fanout()
    folder = mkdtempSync(join(tmpdir(), 'fanout-'))
    expected = await unwatchedRun(workspace)
    assert.match(expected.stdout, /^totals .*"handled":3000,"published":3000,"told":3000,"lit":3000/m)
    assert.deepEqual([expected.stderr, expected.exitCode], ['half of them\n', 7])
    // So that the emitter is known, and hooked.
    await vscode.commands.executeCommand('fanout.refreshMap')
    await waitForGraph(api, 'the map', ({ map }) => map.state === 'ready')
    watched = await watchedTerminal(folder)
  })
  after(() => {
    for (const terminal of vscode.window.terminals) terminal.dispose()
    rmSync(folder, { recursive: true, force: true })
  })

  it('when the extension host is stopped for the rest of the run, and what it missed is there when it goes on', async function () {
    if (process.platform === 'win32') return this.skip()
    const files = halvesFiles(folder, 'stalled')
    const session = await runToHalf(api, watched.terminal, files)
    const report = join(folder, 'stalled.report')
    sendWitness({ host: process.pid, files, deed: 'stall', report })
    const { run, hostState } = await waitFor(
      'what the witness saw',
      () => existsSync(report) && (JSON.parse(readFileSync(report, 'utf8')) as StallReport),
      50_000,
    )
    assert.ok(run, 'expected the program to end while the extension host was stopped')
    assert.match(hostState, /^T/)
    assert.equal(differences(run, expected), undefined)
    const ended = await waitForGraph(api, 'the end of the program', ({ sessions }) =>
      sessions.find(({ id, state }) => id === session && state === 'ended'),
    )
    assert.equal(ended.lastFigures, 'exact')
    const figures = liveOf(api.graph(), 'halves')
    assert.deepEqual([figures?.sent, figures?.acked], [3000, 3000])
  })

  it('when the extension goes, in a terminal as under the debugger', async () => {
    const inTerminal = halvesFiles(folder, 'gone')
    const goOn = join(folder, 'debugged.go-on')
    const { output: undisturbed } = await debugToEnd({ ...debugged, args: [join(workspace, 'halves.js')] })
    await runToHalf(api, watched.terminal, inTerminal)
    const before = new Set(api.graph().sessions.map(({ id }) => id))
    const debugging = debugToEnd({ ...debugged, args: [goOn] })
    await waitForGraph(api, 'the program under the debugger, half done too', ({ sessions, destinations }) => {
      const isThere = sessions.some(({ id, state }) => !before.has(id) && state === 'running')
      return isThere && destinations.some(({ name, live }) => name === 'halves' && live?.inFlight === 6)
    })
    assert.ok(existsSync(dirname(watched.configuration)), 'expected the extension to listen')

    await deactivated()
    assert.equal(existsSync(dirname(watched.configuration)), false)
    writeFileSync(inTerminal.goOn, '')
    writeFileSync(goOn, '')

    assert.equal(differences(await endOf(inTerminal), expected), undefined)
    // The debugger mixes the two streams as it likes.
    const lines = (text: string): string[] => text.split('\n').sort()
    const { output } = await debugging
    assert.deepEqual(lines(output), lines(undisturbed))
    assert.match(output, /^totals .*"handled":3000,"published":3000,"told":3000,"lit":3000/m)
    assert.match(output, /exited with code 7/)
  })
})

/** As VS Code ends an extension: by what its module exports. It does not come back in this extension host. */
async function deactivated(): Promise<void> {
  const extension = vscode.extensions.getExtension('fanout.fanout')
  assert.ok(extension)
  const { main } = extension.packageJSON as { main: string }
  const file = join(extension.extensionPath, main)
  const { deactivate } = createRequire(file)(file) as { readonly deactivate: () => Promise<void> }
  await deactivate()
}
