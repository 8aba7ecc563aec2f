/**
 * `npm start`: builds Fanout, opens examples/shop in a VS Code with it, starts the program in the debugger and shows the
 * live graph; the terminal shows what the graph holds. `--once` (and an output that is no terminal) ends by itself: exit 0
 * after a picture with moving figures, exit 1 with the reason.
 */
import { execFileSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Graph } from '../src/protocol/graph.ts'
import { root } from './bundles.ts'
import { packedExtensionFile } from './packageName.ts'
import { openDesktopWindow } from './start/desktopWindow.ts'
import { startReport, type Report } from './start/report.ts'
import { openServerWindow } from './start/serverWindow.ts'
import { createTableScreen, formatTable } from './start/table.ts'
import { findDesktop, hasDisplay } from './vscode/desktop.ts'

/** How long a first figure may take on a slow machine, in seconds. */
const patience = 120

interface Window {
  readonly where: string
  screenshot(file: string): Promise<void>
  readonly closed?: Promise<void>
  dispose(): Promise<void>
}

const once = process.argv.includes('--once') || !process.stdout.isTTY
const folder = path.join(root, 'examples', 'shop')
const pictures = path.join(root, '.cache', 'pictures')

let ending: Promise<void> | undefined
const undo: (() => Promise<void> | void)[] = []

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(130))

try {
  await main()
  await end(0)
} catch (error) {
  if (!ending) console.error(`start: ${error instanceof Error ? error.message : String(error)}`)
  await end(1)
}

async function main(): Promise<void> {
  await mkdir(pictures, { recursive: true })
  const report = await startReport()
  undo.push(report.dispose)
  const window = await openWindow(report)
  undo.push(() => window.dispose())
  say(window.where)

  await report.until('the map from source', patience, (graph) => graph.map.state === 'ready')
  await window.screenshot(path.join(pictures, 'map.png'))
  report.request('debug')
  await report.until('figures that move', patience, moving())
  await window.screenshot(path.join(pictures, 'live.png'))
  say(`pictures: ${path.relative(process.cwd(), pictures)}${path.sep}map.png, live.png`)

  if (once) {
    const graph = report.graph()
    if (graph) console.log(formatTable(graph).join('\n'))
    return
  }
  say('Ctrl-C ends it.\n')
  const screen = createTableScreen(process.stdout)
  report.onGraph((graph) => screen.draw(formatTable(graph)))
  await (window.closed ?? new Promise<never>(() => undefined))
}

/** True once a destination's total grew from one report to a later one. */
function moving(): (graph: Graph) => boolean {
  const first = new Map<string, number>()
  return (graph) =>
    graph.destinations.some(({ id, live }) => {
      if (!live) return false
      const before = first.get(id)
      if (before === undefined) first.set(id, live.sent)
      return before !== undefined && live.sent > before && live.inRate > 0
    })
}

async function openWindow(report: Report): Promise<Window> {
  const desktop = hasDisplay() ? await desktopExecutable() : undefined
  if (desktop !== undefined) {
    script('build', 'building')
    say('opening VS Code')
    const window = await openDesktopWindow({ executable: desktop, folder, env: report.environment })
    return { ...window, where: `VS Code is open on ${path.relative(root, folder)}` }
  }
  script('package', 'building and packing')
  const window = await openServerWindow({
    folder,
    vsix: packedExtensionFile(),
    env: report.environment,
    progress: say,
  })
  return {
    where: `open this address in a browser on this machine:\n  ${window.address}`,
    screenshot: (file) => window.workbench.screenshot(file),
    dispose: () => window.dispose(),
  }
}

/** One that is installed, or that can be downloaded. */
async function desktopExecutable(): Promise<string | undefined> {
  const found = findDesktop()
  if (found !== undefined) return found
  try {
    say('downloading VS Code')
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron')
    return await downloadAndUnzipVSCode({ version: 'stable', timeout: 20_000 })
  } catch (error) {
    say(`no desktop VS Code (${error instanceof Error ? error.message : String(error)}); using its server build`)
    return undefined
  }
}

function script(name: 'build' | 'package', what: string): void {
  say(what)
  execFileSync(process.execPath, ['--import', 'tsx', path.join(root, 'scripts', `${name}.ts`)], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}

function say(line: string): void {
  console.log(line)
}

/** Ends once, whoever asks first decides the exit code. */
function end(code: number): Promise<void> {
  ending ??= (async () => {
    for (const step of undo.splice(0).toReversed()) await step()
    process.exit(code)
  })()
  return ending
}
