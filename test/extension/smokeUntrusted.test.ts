/** Proves that a suite can run in a folder that the user does not trust. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'

describe('untrusted workspace', () => {
  it('is not trusted', () => {
    assert.equal(vscode.workspace.isTrusted, false)
    assert.equal(vscode.workspace.workspaceFolders?.length, 1)
  })
})
