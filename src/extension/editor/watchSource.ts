import { type Disposable, type TextDocument, type Uri, workspace } from 'vscode'
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
  const pending = new Map<string, SourceChange>()
  /** Files of which unsaved text was told. */
  const unsaved = new Set<string>()
  let timer: NodeJS.Timeout | undefined
  const tell = (): void => {
    timer = undefined
    const changes = [...pending.values()]
    pending.clear()
    onChange(changes)
  }
  const add = (uri: Uri, text?: string | null): void => {
    const file = filePath(uri)
    if (uri.scheme !== 'file' || file.includes('/node_modules/')) return
    pending.set(file, text === undefined ? { file } : { file, text })
    if (typeof text === 'string') unsaved.add(file)
    else unsaved.delete(file)
    clearTimeout(timer)
    timer = setTimeout(tell, quietMilliseconds)
  }
  for (const glob of [sourceGlob, configurationGlob]) {
    const watcher = owner.own(workspace.createFileSystemWatcher(glob))
    owner.own(watcher.onDidCreate((uri) => add(uri)))
    owner.own(watcher.onDidDelete((uri) => add(uri, null)))
    owner.own(watcher.onDidChange((uri) => add(uri, unsavedText(uri))))
  }
  owner.own(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0 && isSource(document))
        add(document.uri, document.isDirty ? document.getText() : undefined)
    }),
  )
  // Closed without saving: what counts is on disk again.
  owner.own(workspace.onDidCloseTextDocument(({ uri }) => unsaved.has(filePath(uri)) && add(uri)))
  owner.own({ dispose: () => clearTimeout(timer) })
  return owner
}

function isSource(document: TextDocument): boolean {
  return sourceLanguages.has(document.languageId)
}

/** A file that changed on disk under an editor with unsaved text: the editor's text is what the user sees. */
function unsavedText(uri: Uri): string | undefined {
  const document = workspace.textDocuments.find((open) => open.uri.toString() === uri.toString())
  return document?.isDirty ? document.getText() : undefined
}
