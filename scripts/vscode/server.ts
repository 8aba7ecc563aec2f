/** Starts VS Code's server on a free port, with folders of its own, and ends it with everything that it started. */
import { execFile, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { InstalledServer } from './install.ts'
import { type Settings, quietSettings, writeSettings } from './settings.ts'

export interface ServerOptions {
  readonly installed: InstalledServer
  /** A folder of this server alone: its data, and by default the user's data and the extensions. */
  readonly dataFolder: string
  readonly userDataFolder?: string
  readonly extensionsFolder?: string
  /** Added to (and winning over) settings that keep the workbench quiet. Absent: the settings file is left as it is. */
  readonly settings?: Settings
  /** Packed extensions to install before the start. */
  readonly vsix?: readonly string[]
  /** A browser must bring this. Absent: none is asked for, and whoever reaches the port on this machine is let in. */
  readonly token?: string
  /** True: folders are untrusted until the user says otherwise. Default: everything is trusted. */
  readonly workspaceTrust?: boolean
  /** Lets the page's address name an extension under development and tests to run. */
  readonly testDriver?: boolean
  /** Added to this process's environment; reaches the extension host and the programs it starts. */
  readonly env?: Readonly<Record<string, string>>
  /** Receives what the server prints. */
  readonly onOutput?: (text: string) => void
}

export interface RunningServer {
  /** Without a folder or a token: see {@link workbenchUrl}. */
  readonly url: string
  readonly port: number
  readonly token: string | undefined
  /** Settles when the server has ended, whoever ended it. */
  readonly exited: Promise<void>
  /** Ends the server and all that it started, terminals and debugged programs too. May be called twice. */
  dispose(): Promise<void>
}

/** What a page shows when it opens the workbench. */
export interface WorkbenchTarget {
  readonly folder?: string
  /** Folders of extensions under development; need {@link ServerOptions.testDriver}. */
  readonly extensionDevelopmentPaths?: readonly string[]
  /** A module whose `run()` the extension host calls; needs {@link ServerOptions.testDriver}. */
  readonly extensionTestsPath?: string
}

const leash = join(dirname(fileURLToPath(import.meta.url)), 'leash.mjs')
const startLimitMilliseconds = 60_000

/**
 * Starts a server and returns once it listens. If this process dies, however it dies, the server ends within seconds.
 * @throws if the server ends, or does not listen within a minute; the message carries what it printed.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const folders = foldersOf(options)
  for (const folder of Object.values(folders)) await mkdir(folder, { recursive: true })
  if (options.settings) await writeSettings(folders.userData, { ...quietSettings, ...options.settings })
  for (const file of options.vsix ?? []) await installVsix(options.installed, file, folders.extensions)

  const { installed, token } = options
  const args = ['--host', '127.0.0.1', '--port', '0', '--accept-server-license-terms']
  args.push('--disable-telemetry', '--disable-experiments', '--force-disable-user-env')
  args.push(
    '--server-data-dir',
    folders.serverData,
    '--user-data-dir',
    folders.userData,
    '--extensions-dir',
    folders.extensions,
  )
  args.push(...(token === undefined ? ['--without-connection-token'] : ['--connection-token', token]))
  if (!options.workspaceTrust) args.push('--disable-workspace-trust')
  if (options.testDriver) args.push('--enable-smoke-test-driver')
  const child = spawn(process.execPath, [leash, installed.node, installed.serverMain, ...args], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: serverEnvironment({ ...socketFolder(options.dataFolder), ...options.env }),
  })
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  const dispose = async (): Promise<void> => {
    child.stdin.destroy()
    await exited
  }

  let printed = ''
  const listening = new Promise<number>((resolve) => {
    const onText = (text: string): void => {
      options.onOutput?.(text)
      if (printed.length > 100_000) return
      printed += text
      const port = /Extension host agent listening on (\d+)/.exec(printed)?.[1]
      if (port !== undefined) resolve(Number(port))
    }
    child.stdout.setEncoding('utf8').on('data', onText)
    child.stderr.setEncoding('utf8').on('data', onText)
  })
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, startLimitMilliseconds, 'late')))
  const port = await Promise.race([listening, exited.then(() => 'ended' as const), tooLate])
  clearTimeout(timer)
  if (typeof port === 'string') {
    await dispose()
    const what =
      port === 'late' ? `did not listen within ${startLimitMilliseconds / 1000} s` : 'ended before it listened'
    throw new Error(`VS Code's server ${what}. It printed:\n${printed}`)
  }
  return { url: `http://127.0.0.1:${port}/`, port, token, exited, dispose }
}

/** The address that shows `target` in a browser, with the connection token in it if the server asks for one. */
export function workbenchUrl(
  server: Pick<RunningServer, 'url' | 'port' | 'token'>,
  target: WorkbenchTarget = {},
): string {
  const url = new URL(server.url)
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${server.port}${encodeURI(path)}`
  const payload = [
    ...(target.extensionDevelopmentPaths ?? []).map((path) => ['extensionDevelopmentPath', remote(path)]),
    ...(target.extensionTestsPath === undefined ? [] : [['extensionTestsPath', remote(target.extensionTestsPath)]]),
  ]
  if (server.token !== undefined) url.searchParams.set('tkn', server.token)
  if (target.folder !== undefined) url.searchParams.set('folder', target.folder)
  if (payload.length > 0) url.searchParams.set('payload', JSON.stringify([...payload, ['skipWelcome', 'true']]))
  return url.href
}

/** Installs a packed extension for servers that use `extensionsFolder`. Takes two seconds. */
export async function installVsix(installed: InstalledServer, file: string, extensionsFolder: string): Promise<void> {
  await mkdir(extensionsFolder, { recursive: true })
  const data = join(extensionsFolder, `.installing-${randomUUID()}`)
  const args = [
    installed.serverMain,
    '--accept-server-license-terms',
    '--install-extension',
    file,
    '--extensions-dir',
    extensionsFolder,
  ]
  try {
    const run = promisify(execFile)
    const { stdout } = await run(installed.node, [...args, '--server-data-dir', data], {
      env: serverEnvironment(),
      timeout: 60_000,
    })
    if (!stdout.includes('successfully installed')) throw new Error(`it printed: ${stdout.trim()}`)
  } catch (cause) {
    throw new Error(`${file} could not be installed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  }
}

function foldersOf(options: ServerOptions): { serverData: string; userData: string; extensions: string } {
  return {
    serverData: join(options.dataFolder, 'server'),
    userData: options.userDataFolder ?? join(options.dataFolder, 'user'),
    extensions: options.extensionsFolder ?? join(options.dataFolder, 'extensions'),
  }
}

/** VS Code leaves its sockets behind when it is ended; in our folder they go with it. Their paths must not get too long. */
function socketFolder(dataFolder: string): Record<string, string> {
  return dataFolder.length < 50 ? { XDG_RUNTIME_DIR: dataFolder } : {}
}

/**
 * An editor that runs us (VS Code's own terminal) and a debugger that watches us leave variables behind that would
 * make the server join that editor, or attach that debugger to every process here.
 */
function serverEnvironment(added: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|npm_)/.test(name))
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{}', ...added }
}
