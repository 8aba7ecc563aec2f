/** Fanout: Add Runtime to This Project, in a project that has nothing yet. */
import assert from 'node:assert/strict'
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import * as vscode from 'vscode'
import { needHost } from './host.ts'

describe('Add Runtime to This Project', () => {
  it('installs the carried package with the package manager of the project', async function () {
    const host = needHost(this)
    const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''
    writeFileSync(join(root, 'package.json'), '{ "name": "bare", "private": true }\n')
    const ended = new Promise<number | undefined>((resolve) => {
      vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.source === 'Fanout') resolve(exitCode)
      })
    })
    await host.command('fanout.addRuntime')
    await host.workbench.click('.quick-input-list .monaco-list-row:has-text("npm install")')
    assert.equal(await ended, 0)

    const installed = join(root, 'node_modules', 'fanout')
    assert.equal(
      lstatSync(installed).isSymbolicLink(),
      false,
      'it is a copy, not a link into the storage of the editor',
    )
    assert.ok(existsSync(join(installed, 'index.d.ts')))
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>
    }
    assert.match(dependencies['fanout'] ?? '', /^file:.*globalStorage.*runtime/)
    const runtime = createRequire(join(root, 'x.js'))('fanout') as { Queue: new (name: string) => { name: string } }
    assert.equal(new runtime.Queue('jobs').name, 'jobs')
  })
})
