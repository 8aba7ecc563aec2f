import { type Disposable, type Uri, workspace } from 'vscode'
import { createOwner } from './disposables.ts'
import { filePath } from './roots.ts'

/** `text`: what an editor holds, unsaved; null: deleted; undefined: read it from disk. */
export interface SourceChange {
  readonly file: string
  readonly text?: string | null
}

/** How long source must be left alone before a change is told. */
export const quietMilliseconds = 300

const sourceGlob = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'
const configurationGlob = '**/{tsconfig*.json,jsconfig*.json,package.json}'
const sourceLanguages = new Set(['typescript', 'typescriptreact', 'javascript', 'javascriptreact'])

/** Tells of changes to source and project files, in editors as on disk, a batch at a time. */
export function watchSource(onChange: (changes: readonly SourceChange[]) => void): Disposable {
  const owner = createOwner()
  /** Files that changed, and whether the last that was heard is that they are gone from disk. */
  const pending = new Map<string, { readonly deleted: boolean }>()
  /** Files of which unsaved text was told. */
  const unsaved = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  const tell = (): void => {
    const texts = unsavedTexts()
    const changes = [...pending].map(([file, { deleted }]): SourceChange => {
      const text = texts.get(file)
      if (text === undefined) unsaved.delete(file)
      else unsaved.add(file)
      return text !== undefined ? { file, text } : deleted ? { file, text: null } : { file }
    })
    pending.clear()
    onChange(changes)
  }
  const add = (uri: Uri, deleted = false): void => {
    const file = filePath(uri)
    if (uri.scheme !== 'file' || file.includes('/node_modules/')) return
    pending.set(file, { deleted })
    clearTimeout(timer)
    timer = setTimeout(tell, quietMilliseconds)
  }
  for (const glob of [sourceGlob, configurationGlob]) {
    const watcher = owner.own(workspace.createFileSystemWatcher(glob))
    owner.own(watcher.onDidCreate((uri) => add(uri)))
    owner.own(watcher.onDidChange((uri) => add(uri)))
    owner.own(watcher.onDidDelete((uri) => add(uri, true)))
  }
  owner.own(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && sourceLanguages.has(document.languageId)) add(document.uri)
    }),
  )
  // Closed without saving: what counts is on disk again.
  owner.own(workspace.onDidCloseTextDocument(({ uri }) => unsaved.has(filePath(uri)) && add(uri)))
  owner.own({ dispose: () => clearTimeout(timer) })
  return owner
}

/** By file. Asked for when a batch is told: a document is not yet marked as dirty when its first change is. */
function unsavedTexts(): Map<string, string> {
  const dirty = workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file')
  return new Map(dirty.map((document) => [filePath(document.uri), document.getText()]))
}
