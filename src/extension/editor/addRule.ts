/** Fanout: Add a Rule for This Call. Asks the analysis what is called, the user what it means, and writes the rule. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import {
  ConfigurationTarget,
  ProgressLocation,
  type QuickPickItem,
  Range,
  type TextEditor,
  Uri,
  WorkspaceEdit,
  type WorkspaceFolder,
  window,
  workspace,
} from 'vscode'
import type { CallAt, CallChoice, DescribedCall } from '../analysis/messages.ts'
import { dataFile, scripts } from '../analysis/rules/configNames.ts'
import { isSelector } from '../analysis/rules/selector.ts'
import { settingsSection } from '../contributions.ts'
import { withRule } from './configText.ts'
import { filePath } from './roots.ts'

type Describe = (at: CallAt) => Promise<DescribedCall | undefined>

/** `evidence`: why what stands there is in the map already, if it is. */
export async function addRule(describe: Describe, evidence: (at: CallAt) => string | undefined): Promise<void> {
  const editor = window.activeTextEditor
  const folder = editor && workspace.getWorkspaceFolder(editor.document.uri)
  if (!editor || !folder) {
    void window.showWarningMessage('Put the cursor on a call in a file of this workspace.')
    return
  }
  const at = placeOf(editor, folder)
  const call = await window.withProgress(
    { location: ProgressLocation.Notification, title: 'Fanout looks at what is called …', cancellable: true },
    (_, cancelled) =>
      Promise.race([
        describe(at),
        new Promise<'cancelled'>((resolve) => cancelled.onCancellationRequested(() => resolve('cancelled'))),
      ]),
  )
  if (call === 'cancelled') return
  const target = call?.target
  if (!call || target === undefined) {
    void window.showWarningMessage(
      call
        ? `Fanout cannot tell what "${call.called}" is: it is neither declared in this folder nor imported from a library.`
        : 'There is no call at the cursor, or the file is none that the map is made from.',
    )
    return
  }
  const rule = await askRule({ ...call, target }, evidence(at))
  const written = rule && (await write(folder, rule))
  if (!written) return
  const open = 'Open'
  const chosen = await window.showInformationMessage(`Added to ${written.name}: a rule for ${target}.`, open)
  if (chosen === open) await window.showTextDocument(written.uri)
}

function placeOf({ document, selection }: TextEditor, folder: WorkspaceFolder): CallAt {
  const { line, character } = selection.active
  return {
    file: filePath(document.uri),
    line: line + 1,
    column: character + 1,
    root: filePath(folder.uri),
    ...(document.isDirty && { text: document.getText() }),
  }
}

type NamedCall = DescribedCall & { readonly target: string }

interface WrittenRule {
  readonly send?: string
  readonly receive?: string
  readonly name: string | number
  readonly handler?: string | number
}

async function askRule(call: NamedCall, evidence: string | undefined): Promise<WrittenRule | undefined> {
  const role = await askRole(call, evidence)
  const name = role && (await askName(call))
  if (!role || name === undefined) return undefined
  const handler = role === 'receive' ? await askHandler(call) : none
  if (handler === undefined) return undefined
  return {
    ...(role === 'send' ? { send: call.target } : { receive: call.target }),
    name: asWritten(name),
    ...(handler !== none && { handler: asWritten(handler) }),
  }
}

async function askRole(
  { target, called, role }: NamedCall,
  evidence: string | undefined,
): Promise<'send' | 'receive' | undefined> {
  const items = [
    {
      label: `$(arrow-right) ${called} sends`,
      detail: 'It publishes, emits or adds to a queue.',
      role: 'send' as const,
    },
    {
      label: `$(arrow-left) ${called} receives`,
      detail: 'It subscribes, listens or handles.',
      role: 'receive' as const,
    },
  ]
  if (role === 'receive') items.reverse()
  const placeHolder = `What does the call do?${evidence === undefined ? '' : ` It is in the map: ${evidence}`}`
  return (await window.showQuickPick(items, { title: `A rule for ${target}`, placeHolder }))?.role
}

async function askName({ target, choices }: NamedCall): Promise<string | undefined> {
  type Item = QuickPickItem & { readonly ask: () => Promise<string | undefined> }
  const items: Item[] = [
    ...choices.map(choiceItem).map((item) => ({ ...item, ask: () => Promise.resolve(item.selector) })),
    { label: '$(quote) A name that is always the same', ask: askText },
    {
      label: '$(edit) Another place in the call',
      detail: 'For example 0.topic, 0[].name or {0}:{1}',
      ask: askSelector,
    },
  ]
  const title = `A rule for ${target}`
  const placeHolder = 'Where does the name of the destination stand?'
  return (await window.showQuickPick(items, { title, placeHolder }))?.ask()
}

async function askText(): Promise<string | undefined> {
  const text = await window.showInputBox({
    title: 'The name of the destination',
    validateInput: (value) => (value === '' || value.includes("'") ? 'Expected a name without quotes' : undefined),
  })
  return text === undefined ? undefined : `'${text}'`
}

async function askSelector(): Promise<string | undefined> {
  return window.showInputBox({
    title: 'Where the name stands: 0 is the first argument',
    placeHolder: '0.topic',
    validateInput: (value) => (isSelector(value) ? undefined : 'Expected a place such as 0, -1, 0.topic or {0}:{1}'),
  })
}

const none = ''

/** Undefined: the user gave up. */
async function askHandler({ target, handlers }: NamedCall): Promise<string | undefined> {
  const [only] = handlers
  if (handlers.length <= 1) return only?.selector ?? none
  const items = [...handlers.map(choiceItem), { label: 'None of them', selector: none }]
  const placeHolder = 'Which function is given the messages?'
  return (await window.showQuickPick(items, { title: `A rule for ${target}`, placeHolder }))?.selector
}

function choiceItem({ selector, text }: CallChoice): QuickPickItem & { readonly selector: string } {
  return { label: text, description: selector, selector }
}

/** `0` is nicer to read than `"0"`. */
const asWritten = (selector: string): string | number => (/^-?\d+$/.test(selector) ? Number(selector) : selector)

interface Written {
  readonly name: string
  readonly uri: Uri
}

async function write(folder: WorkspaceFolder, rule: WrittenRule): Promise<Written | undefined> {
  const file = path.join(folder.uri.fsPath, dataFile)
  const isThere = existsSync(file)
  // Code is read in place of data.
  const isRead = !workspace.isTrusted || !scripts.some((name) => existsSync(path.join(folder.uri.fsPath, name)))
  const toFile = {
    label: `$(json) ${dataFile}`,
    detail: `${isThere ? 'Is' : 'Will be made'} in ${folder.name}`,
    write: () => writeFile(file, rule),
  }
  const toSettings = {
    label: '$(settings-gear) Settings of the workspace',
    detail: 'fanout.rules',
    write: () => writeSettings(folder, rule),
  }
  const items = !isRead ? [toSettings] : isThere ? [toFile, toSettings] : [toSettings, toFile]
  return (await window.showQuickPick(items, { title: 'Where to write the rule' }))?.write()
}

async function writeFile(file: string, rule: WrittenRule): Promise<Written | undefined> {
  const uri = Uri.file(file)
  const edit = new WorkspaceEdit()
  if (!existsSync(file)) edit.createFile(uri, { contents: Buffer.from(withRule('', rule) ?? '') })
  else {
    const document = await workspace.openTextDocument(uri)
    const text = withRule(document.getText(), rule)
    if (text === undefined) {
      void window.showWarningMessage(`${dataFile} could not be understood, so nothing was added to it.`)
      await window.showTextDocument(document)
      return undefined
    }
    edit.replace(uri, new Range(0, 0, document.lineCount, 0), text)
  }
  await workspace.applyEdit(edit)
  await (await workspace.openTextDocument(uri)).save()
  return { name: dataFile, uri }
}

async function writeSettings(folder: WorkspaceFolder, rule: WrittenRule): Promise<Written> {
  const configuration = workspace.getConfiguration(settingsSection, folder.uri)
  const isOnly = workspace.workspaceFile === undefined
  const known = configuration.inspect<unknown>('rules')
  const before = isOnly ? known?.workspaceValue : known?.workspaceFolderValue
  const rules: readonly unknown[] = Array.isArray(before) ? before : []
  await configuration.update(
    'rules',
    [...rules, rule],
    isOnly ? ConfigurationTarget.Workspace : ConfigurationTarget.WorkspaceFolder,
  )
  return { name: 'the settings of the workspace', uri: Uri.joinPath(folder.uri, '.vscode', 'settings.json') }
}
