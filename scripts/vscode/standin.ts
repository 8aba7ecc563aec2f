/**
 * A stand-in for desktop VS Code's executable: takes its flags, runs the suite in the server build with a headless
 * browser, and exits with the suite's result.
 *
 * Environment: `FANOUT_TEST_RESULT`, if set, is a file that the suite writes last; without it the run has failed,
 * because VS Code reports success when the extension host dies. `FANOUT_TEST_PATIENCE`, if set, is for how many
 * milliseconds the file is waited for when VS Code says that it is done: a suite that kills its extension host has it
 * written by someone else, and the programs in terminals go on until then. `FANOUT_TEST_LOGS`, if set, is a folder that takes what
 * the workbench prints about itself. The suite finds `FANOUT_HOST`, the control address.
 */
import { appendFileSync, existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { format } from 'node:util'
import type { Page } from 'playwright-core'
import { openWorkbench } from './browser.ts'
import { startControlServer, suiteMark } from './control.ts'
import { type InstalledServer, installServer } from './install.ts'
import { installVsix, startServer } from './server.ts'
import { parseStandinArguments, type StandinArguments } from './standinArguments.ts'
import type { Workbench } from './workbench.ts'

// A browser that is still opening ends with this process: nobody waits for it.
process.exit(await main())

async function main(): Promise<number> {
  try {
    const args = parseStandinArguments(process.argv.slice(2))
    const installed = await installServer()
    if (args.installExtensions.length === 0) return await runSuite(args, installed)
    if (args.extensionsDir === undefined)
      throw new Error('Expected --extensions-dir beside --install-extension, got none')
    for (const file of args.installExtensions) await installVsix(installed, resolve(file), resolve(args.extensionsDir))
    return 0
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

async function runSuite(args: StandinArguments, installed: InstalledServer): Promise<number> {
  const { extensionTestsPath } = args
  if (extensionTestsPath === undefined) throw new Error('Expected --extensionTestsPath=<module>, got none')
  const interrupted = onceUnwanted().then(() => 130)
  const stops: (() => Promise<void>)[] = []
  let over = false
  try {
    // Beside the user's data if we are given a place for that: whoever made the one removes the other, should we be killed.
    const parent = args.userDataDir === undefined ? tmpdir() : dirname(resolve(args.userDataDir))
    const dataFolder = await mkdtemp(join(parent, 'fanout-'))
    stops.push(() => rm(dataFolder, { recursive: true, force: true }))
    let show: (workbench: Promise<Workbench>) => void = () => undefined
    const control = await startControlServer(new Promise((resolve) => (show = resolve)))
    stops.push(() => control.dispose())
    const server = await startServer({
      installed,
      dataFolder,
      ...(args.userDataDir === undefined ? {} : { userDataFolder: resolve(args.userDataDir) }),
      ...(args.extensionsDir === undefined ? {} : { extensionsFolder: resolve(args.extensionsDir) }),
      workspaceTrust: !args.trusted,
      testDriver: true,
      env: { FANOUT_HOST: control.url },
    })
    stops.push(() => server.dispose())
    const exited = new Promise<number>((onExit) => {
      const opened = openWorkbench({
        installed,
        server,
        target: {
          ...(args.folder === undefined ? {} : { folder: resolve(args.folder) }),
          extensionDevelopmentPaths: args.extensionDevelopmentPaths.map((path) => resolve(path)),
          extensionTestsPath: resolve(extensionTestsPath),
        },
        prepare: (page) => listen(page, onExit),
      })
      show(opened)
      // The suite may start, and even end, before the workbench is complete.
      opened.then(
        (workbench) => stops.push(() => workbench.dispose()),
        (error: Error) => {
          process.stderr.write(`${error.message}\n`)
          onExit(1)
        },
      )
      void server.exited.then(() => {
        if (over) return
        process.stderr.write("VS Code's server ended before the suite did\n")
        onExit(1)
      })
    })
    return await provenExit(await Promise.race([exited, interrupted]))
  } finally {
    over = true
    for (const stop of stops.reverse()) await stop()
  }
}

/** Settles when a signal asks us to end, or when whoever started us is gone. */
function onceUnwanted(): Promise<void> {
  const parent = process.ppid
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
    setInterval(() => process.ppid !== parent && resolve(), 1000).unref()
  })
}

/** These names are VS Code's: a workbench under test calls them if the page has them. */
async function listen(page: Page, onExit: (code: number) => void): Promise<void> {
  await page.exposeFunction('codeAutomationExit', (code: number) => onExit(code))
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => print(type, format(...args)))
  page.on('crash', () => {
    process.stderr.write('The page that shows the workbench crashed\n')
    onExit(1)
  })
}

/** With a folder for logs, the terminal gets what the suite prints and a file the rest; without one, all is shown. */
function print(type: string, text: string): void {
  const logs = process.env['FANOUT_TEST_LOGS']
  if (text.startsWith(suiteMark)) process.stdout.write(`${text.slice(suiteMark.length)}\n`)
  else if (logs === undefined) process.stderr.write(`${text}\n`)
  else appendFileSync(join(logs, 'window.log'), `[${type}] ${text}\n`)
}

async function provenExit(code: number): Promise<number> {
  const file = process.env['FANOUT_TEST_RESULT']
  const limit = performance.now() + Number(process.env['FANOUT_TEST_PATIENCE'] ?? 0)
  while (file !== undefined && !existsSync(file) && performance.now() < limit) await delay(100)
  if (code !== 0 || file === undefined) return code
  try {
    JSON.parse(await readFile(file, 'utf8'))
    return 0
  } catch {
    process.stderr.write(
      `VS Code reports success but the suite left no result in ${file}: the extension host must have ended early\n`,
    )
    return 1
  }
}
