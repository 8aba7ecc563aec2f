import path from 'node:path'
import { type Disposable, FileType, RelativePattern, type Uri, workspace } from 'vscode'
import { createOwner } from './disposables.ts'
import { filePath } from './roots.ts'

/** `text`: what an editor holds, unsaved; null: deleted; undefined: read it from disk. */
export interface SourceChange {
  readonly file: string
  readonly text?: string | null
}

/** How long source must be left alone before a change is told. */
export const quietMilliseconds = 300

/** A folder with more source than that is taken in part; refreshing the map takes the rest. */
const mostInFolder = 5000

const sourceGlob = '**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}'
const configurationGlob = '**/{tsconfig*.json,jsconfig*.json,package.json,fanout.config.json}'
const sourceLanguages = new Set(['typescript', 'typescriptreact', 'javascript', 'javascriptreact'])

export interface SourceListener {
  /** A batch of changes to source and project files, in editors as on disk. */
  readonly onChange: (changes: readonly SourceChange[]) => void
  /** A folder is gone, and nobody tells what was in it. */
  readonly onFolderGone: () => void
}

export function watchSource({ onChange, onFolderGone }: SourceListener): Disposable {
  const owner = createOwner()
  /** Files that changed, and whether the last that was heard is that they are gone from disk. */
  const pending = new Map<string, { readonly deleted: boolean }>()
  /** Files of which unsaved text was told. */
  const unsaved = new Set<string>()
  let folderGone = false
  let timer: NodeJS.Timeout | undefined

  const tell = (): void => {
    if (folderGone) onFolderGone()
    folderGone = false
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
    if (!isOfInterest(uri)) return
    pending.set(filePath(uri), { deleted })
    waitForQuiet()
  }
  const waitForQuiet = (): void => {
    clearTimeout(timer)
    timer = setTimeout(tell, quietMilliseconds)
  }
  /** A folder that is moved here, or made with its files at once, may be all that is told of them. */
  const addFolder = async (uri: Uri): Promise<void> => {
    if (!isOfInterest(uri)) return
    const { type } = await workspace.fs.stat(uri)
    if (type !== FileType.Directory) return
    const files = await workspace.findFiles(new RelativePattern(uri, sourceGlob), '**/node_modules/**', mostInFolder)
    for (const file of files) add(file)
  }
  for (const glob of [sourceGlob, configurationGlob]) {
    const watcher = owner.own(workspace.createFileSystemWatcher(glob))
    owner.own(watcher.onDidCreate((uri) => add(uri)))
    owner.own(watcher.onDidChange((uri) => add(uri)))
    owner.own(watcher.onDidDelete((uri) => add(uri, true)))
  }
  const folders = owner.own(workspace.createFileSystemWatcher('**/*', false, true, false))
  // What was made and is gone again by the time it is looked at is no loss.
  owner.own(folders.onDidCreate((uri) => void addFolder(uri).catch(() => undefined)))
  owner.own(
    folders.onDidDelete((uri) => {
      // What is gone can't be asked what it was: names of files mostly have an extension, names of folders mostly not.
      if (!isOfInterest(uri) || path.extname(uri.path) !== '') return
      folderGone = true
      waitForQuiet()
    }),
  )
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

function isOfInterest(uri: Uri): boolean {
  return uri.scheme === 'file' && !/\/(?:node_modules|\.git)(?:\/|$)/.test(filePath(uri))
}

/** By file. Asked for when a batch is told: a document is not yet marked as dirty when its first change is. */
function unsavedTexts(): Map<string, string> {
  const dirty = workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file')
  return new Map(dirty.map((document) => [filePath(document.uri), document.getText()]))
}
