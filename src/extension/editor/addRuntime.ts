import { cp, readFile, rename, rm } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { ShellExecution, Task, TaskRevealKind, type WorkspaceFolder, env, tasks, window, workspace } from 'vscode'
import {
  type Command,
  type ProjectFolder,
  type RuntimeOrigin,
  addCommand,
  commandText,
  detectPackageManager,
} from './packageManagers.ts'

/** True once the registry has the runtime: projects then get it from there instead of the carried copy. */
const releasedRuntime = false

/** `carried`: the extension's dist/runtime. `storage`: a folder that survives updates of the extension. */
export async function addRuntime(carried: string, storage: string): Promise<void> {
  const folder = await pickFolder()
  if (!folder) return
  const root = folder.uri.fsPath
  if (!existsSync(path.join(root, 'package.json'))) {
    void window.showWarningMessage(`${folder.name} has no package.json: create one first, for example with "npm init".`)
    return
  }
  const command = addCommand(detectPackageManager(projectFolders(root)), await runtimeOrigin(carried, storage))
  const text = commandText(command)
  const install = { label: `$(terminal) ${text}`, detail: `Runs in ${root}` }
  const copy = { label: '$(copy) Copy the command' }
  const chosen = await window.showQuickPick([install, copy], { title: 'Add the Fanout runtime to this project' })
  if (chosen === install) await runTask(folder, command)
  if (chosen === copy) await env.clipboard.writeText(text)
}

async function pickFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file')
  return folders.length > 1 ? window.showWorkspaceFolderPick({ placeHolder: 'Add the Fanout runtime to' }) : folders[0]
}

async function runtimeOrigin(carried: string, storage: string): Promise<RuntimeOrigin> {
  const manifest = JSON.parse(await readFile(path.join(carried, 'package.json'), 'utf8')) as {
    name: string
    version: string
  }
  const { name, version } = manifest
  return releasedRuntime ? { name, version } : { name, version, folder: await keepCopy(carried, storage, version) }
}

/** The project's lockfile will name this folder, so it must not go away with the extension's version. */
async function keepCopy(carried: string, storage: string, version: string): Promise<string> {
  const kept = path.join(storage, 'runtime', version)
  const draft = `${kept}.${process.pid}`
  await rm(draft, { recursive: true, force: true })
  await cp(carried, draft, { recursive: true })
  await rm(kept, { recursive: true, force: true })
  await rename(draft, kept)
  return kept
}

/** The project's folder and those above it. */
function projectFolders(root: string): ProjectFolder[] {
  const folders: ProjectFolder[] = []
  for (let folder = root; ; folder = path.dirname(folder)) {
    const here = folder
    folders.push({ has: (name) => existsSync(path.join(here, name)), packageManager: packageManagerOf(here) })
    if (folder === path.dirname(folder)) return folders
  }
}

function packageManagerOf(folder: string): string | undefined {
  try {
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      packageManager?: unknown
    } | null
    return typeof manifest?.packageManager === 'string' ? manifest.packageManager : undefined
  } catch {
    return undefined
  }
}

async function runTask(folder: WorkspaceFolder, { command, args }: Command): Promise<void> {
  const task = new Task(
    { type: 'fanout' },
    folder,
    'add runtime',
    'Fanout',
    new ShellExecution(command, [...args], { cwd: folder.uri.fsPath }),
  )
  task.presentationOptions = { echo: true, reveal: TaskRevealKind.Always, clear: true }
  await tasks.executeTask(task)
}
