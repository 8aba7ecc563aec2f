/**
 * Writes themes.json anew: the tokens that a real VS Code gives to a webview in its four standard themes, of those that
 * the picture's styles name. To be run when the styles name a new token: `npx tsx scripts/gallery/readThemes.ts`.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Frame, Page } from 'playwright-core'
import { root } from '../bundles.ts'
import { openWorkbench } from '../vscode/browser.ts'
import { installServer } from '../vscode/install.ts'
import { startServer } from '../vscode/server.ts'
import type { Theme } from '../vscode/settings.ts'

const themes: readonly Theme[] = ['Dark Modern', 'Light Modern', 'Default High Contrast', 'Default High Contrast Light']
const styles = path.join(root, 'src', 'webview', 'style')

const wanted = new Set<string>()
for (const file of await readdir(styles))
  for (const [token] of (await readFile(path.join(styles, file), 'utf8')).matchAll(/--vscode-[\w-]+/g))
    wanted.add(token)

const folder = await mkdtemp(path.join(tmpdir(), 'fanout-themes-'))
await writeFile(path.join(folder, 'page.md'), '# A page\n')
const installed = await installServer()
const server = await startServer({ installed, dataFolder: path.join(folder, 'data'), settings: {} })
try {
  const workbench = await openWorkbench({ installed, server, target: { folder } })
  try {
    const { page } = workbench
    await page.keyboard.press('Control+P')
    await page.locator('.quick-input-widget:visible input').first().fill('page.md')
    await page.locator('.quick-input-list-entry').filter({ hasText: 'page.md' }).first().click()
    await page.locator('.editor-instance').waitFor()
    // Any webview will do: VS Code gives the same tokens to all.
    await workbench.runCommand('markdown.showPreview')
    const tokens: Record<string, Record<string, string>> = {}
    for (const theme of themes) {
      await workbench.setTheme(theme)
      tokens[theme] = await readTokens(page)
    }
    await writeFile(
      path.join(root, 'scripts', 'gallery', 'harness', 'themes.json'),
      `${JSON.stringify(tokens, null, 2)}\n`,
    )
  } finally {
    await workbench.dispose()
  }
} finally {
  await server.dispose()
  await rm(folder, { recursive: true, force: true })
}

/** The tokens arrive in the webview a moment after the workbench wears the theme. */
async function readTokens(page: Page): Promise<Record<string, string>> {
  const background = await page.evaluate(() =>
    getComputedStyle(document.querySelector('.monaco-workbench') ?? document.body).getPropertyValue(
      '--vscode-editor-background',
    ),
  )
  for (let tries = 0; tries < 200; tries++) {
    for (const frame of page.frames()) {
      const found = await tokensOf(frame)
      if (found['--vscode-editor-background'] === background.trim()) {
        return Object.fromEntries(Object.entries(found).filter(([token]) => wanted.has(token)))
      }
    }
    await page.waitForTimeout(100)
  }
  throw new Error(`No webview shows the theme whose background is ${background}`)
}

async function tokensOf(frame: Frame): Promise<Record<string, string>> {
  return await frame
    .evaluate(() => {
      const { style } = document.documentElement
      return Object.fromEntries([...style].map((name) => [name, style.getPropertyValue(name).trim()]))
    })
    .catch(() => ({}))
}
