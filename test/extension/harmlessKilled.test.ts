/** The extension host is killed while a program is half done. No code in it can judge what came then: the witness does. */
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as vscode from 'vscode'
import { fanout, waitForGraph } from './graph.ts'
import { halvesFiles, unwatchedRun } from './halves.ts'
import { runToHalf, sendWitness, watchedTerminal } from './watchedHalves.ts'

const workspace = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''

describe('a program that is half done', () => {
  it('goes on as if nobody had watched it when the extension host is killed', async function () {
    const api = await fanout()
    const result = process.env['FANOUT_TEST_RESULT'] ?? ''
    // Beside the result: it goes with it.
    const folder = mkdtempSync(join(dirname(result), 'files-'))
    const expected = await unwatchedRun(workspace)
    assert.match(expected.stdout, /^totals .*"handled":3000,"published":3000,"told":3000,"lit":3000/m)
    await vscode.commands.executeCommand('fanout.refreshMap')
    await waitForGraph(api, 'the map', ({ map }) => map.state === 'ready')
    const { terminal, configuration } = await watchedTerminal(folder)
    const files = halvesFiles(folder, 'killed')
    await runToHalf(api, terminal, files)
    const title = this.test?.fullTitle() ?? ''
    sendWitness({ host: process.pid, files, deed: 'kill', leftBehind: dirname(configuration), result, title, expected })
    // Still there when mocha's time is over: then this test has failed, and that is what the result says.
    await new Promise(() => undefined)
  })
})
