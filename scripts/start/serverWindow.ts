/** VS Code's server with Fanout and the companion installed, and a headless browser on it. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { root } from '../bundles.ts'
import { openWorkbench, type BrowserWorkbench } from '../vscode/browser.ts'
import { installServer } from '../vscode/install.ts'
import { startServer, workbenchUrl } from '../vscode/server.ts'
import type { Settings } from '../vscode/settings.ts'

export interface ServerWindow {
  readonly workbench: BrowserWorkbench
  /** For any browser on this machine, with the connection token in it. */
  readonly address: string
  dispose(): Promise<void>
}

export interface ServerWindowOptions {
  readonly folder: string
  readonly vsix: string
  readonly env: Readonly<Record<string, string>>
  readonly size?: { readonly width: number; readonly height: number }
  readonly scale?: number
  readonly settings?: Settings
  readonly progress: (line: string) => void
}

const companion = path.join(path.dirname(fileURLToPath(import.meta.url)), 'companion')

export async function openServerWindow(options: ServerWindowOptions): Promise<ServerWindow> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'fanout-start-'))
  const undo: (() => Promise<unknown>)[] = [() => rm(dataFolder, { recursive: true, force: true, maxRetries: 3 })]
  const dispose = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step()
  }
  try {
    const installed = await installServer({ progress: options.progress })
    options.progress('starting VS Code')
    const companionFile = path.join(dataFolder, 'companion.vsix')
    await packCompanion(companionFile)
    const server = await startServer({
      installed,
      dataFolder,
      vsix: [options.vsix, companionFile],
      token: randomBytes(16).toString('hex'),
      env: options.env,
      settings: options.settings ?? {},
    })
    undo.push(() => server.dispose())
    const target = { folder: options.folder }
    const workbench = await openWorkbench({
      installed,
      server,
      target,
      ...(options.size && { size: options.size }),
      ...(options.scale && { scale: options.scale }),
    })
    undo.push(() => workbench.dispose())
    return { workbench, address: workbenchUrl(server, target), dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

/** By the command and not by vsce's function, which would tell the terminal all about a package nobody asked for. */
async function packCompanion(file: string): Promise<void> {
  const vsce = path.join(root, 'node_modules', '@vscode', 'vsce', 'vsce')
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file]
  await promisify(execFile)(process.execPath, [vsce, 'package', ...options], { cwd: companion })
}
