/** `npm run gallery`: pictures of map and live graph of the shop example in a real VS Code, in every theme, for media/gallery. */
import { execFileSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { root } from '../bundles.ts'
import { packedExtensionFile } from '../packageName.ts'
import { startReport, type Report } from '../start/report.ts'
import { openServerWindow } from '../start/serverWindow.ts'
import type { Theme } from '../vscode/settings.ts'
import type { Workbench } from '../vscode/workbench.ts'

const themes: readonly (readonly [string, Theme])[] = [
  ['dark', 'Dark Modern'],
  ['light', 'Light Modern'],
  ['hc', 'Default High Contrast'],
  ['hc-light', 'Default High Contrast Light'],
]

/** Long enough for the slow consumer's queue to fill and for the failing one to give up on something. */
const warmUpSeconds = 60

const out = path.join(root, 'media', 'gallery')
await mkdir(out, { recursive: true })
execFileSync(process.execPath, ['--import', 'tsx', path.join(root, 'scripts', 'package.ts')], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
})

const report = await startReport()
try {
  const window = await openServerWindow({
    folder: path.join(root, 'examples', 'shop'),
    vsix: packedExtensionFile(),
    env: report.environment,
    size: { width: 1720, height: 1000 },
    settings: { 'debug.toolBarLocation': 'docked' },
    progress: (line) => console.log(line),
  })
  try {
    await takeAll(window.workbench, report)
  } finally {
    await window.dispose()
  }
} finally {
  report.dispose()
}

async function takeAll(workbench: Workbench, { until, request }: Report): Promise<void> {
  await until('the map from source', 120, (graph) => graph.map.state === 'ready')
  await closeAround(workbench)
  await takeInEveryTheme(workbench, 'map')
  request('debug')
  await until('a full queue with a waiting sender', warmUpSeconds, (graph) =>
    graph.destinations.some(({ live }) => live !== undefined && live.waitingSenders > 0),
  )
  await until('a dead letter', warmUpSeconds, (graph) =>
    graph.destinations.some(({ isDeadLetter, live }) => isDeadLetter && live !== undefined && live.depth > 0),
  )
  await closeAround(workbench)
  const view = await workbench.frame('view')
  await view.locator('[data-id$="/resize-image"]').press(' ')
  await takeInEveryTheme(workbench, 'live')
}

/** Leaves the graph alone in the window. The palette offers these commands only while there is something to close. */
async function closeAround(workbench: Workbench): Promise<void> {
  for (const [part, command] of [
    ['sidebar', 'workbench.action.closeSidebar'],
    ['panel', 'workbench.action.closePanel'],
  ] as const)
    if (await workbench.page.locator(`.part.${part}`).isVisible()) await workbench.runCommand(command)
}

async function takeInEveryTheme(workbench: Workbench, what: string): Promise<void> {
  for (const [name, theme] of themes) {
    await workbench.setTheme(theme)
    const view = await workbench.frame('view')
    await view.waitForSelector('[data-id]')
    // Two frames of the view in the new theme, so that nothing of the old one is in the picture.
    await view.evaluate(
      () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
    )
    await workbench.screenshot(path.join(out, `${what}-${name}.png`))
  }
  await workbench.setTheme('Dark Modern')
  console.log(`${what}: ${themes.length} pictures in media/gallery`)
}
