/** The built webview in a page of its own: no VS Code, but its tokens and a host that records what the view says. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import type { FromView, ToView } from '../../../src/protocol/view.ts'
import { dist } from '../../bundles.ts'
import { findChromium } from '../../vscode/chromium.ts'
import { installServer } from '../../vscode/install.ts'
import type { Theme } from '../../vscode/settings.ts'
import { draftNow } from './drafts.ts'

export const bodyClasses: Readonly<Record<Theme, string>> = {
  'Dark Modern': 'vscode-dark',
  'Light Modern': 'vscode-light',
  'Default High Contrast': 'vscode-high-contrast',
  'Default High Contrast Light': 'vscode-high-contrast-light',
}

export interface ViewPage {
  readonly page: Page
  /** As the extension host would send it. */
  readonly send: (message: ToView) => Promise<void>
  /** What the view has said so far. */
  readonly said: () => Promise<readonly FromView[]>
  /** Resolves when the view says that this revision is on the screen. */
  readonly drawn: (revision: number) => Promise<void>
  readonly close: () => Promise<void>
}

export interface ViewPageOptions {
  readonly theme?: Theme
  readonly width?: number
  readonly height?: number
  /** Device pixels per pixel. */
  readonly scale?: number
  readonly reducedMotion?: boolean
  /** The page's clock stands still at the drafts' moment, so that two pictures are alike. Default true. */
  readonly fixedTime?: boolean
}

export async function launchChromium(): Promise<Browser> {
  const { executable, env } = await findChromium(await installServer())
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  return await chromium.launch({
    executablePath: executable,
    env: { ...Object.fromEntries(inherited), ...env },
    args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none'],
  })
}

export async function openView(browser: Browser, options: ViewPageOptions = {}): Promise<ViewPage> {
  const {
    theme = 'Dark Modern',
    width = 1400,
    height = 860,
    scale = 1,
    reducedMotion = false,
    fixedTime = true,
  } = options
  const page = await browser.newPage({
    viewport: { width, height },
    deviceScaleFactor: scale,
    reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
  })
  if (fixedTime) await page.clock.setFixedTime(draftNow)
  const failures: string[] = []
  page.on('pageerror', (error) => failures.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') failures.push(message.text())
  })
  await page.setContent(await pageHtml(theme))
  if (failures.length > 0) throw new Error(`The view failed to start: ${failures.join('; ')}`)
  const said = (): Promise<FromView[]> => page.evaluate(() => (window as unknown as { said: FromView[] }).said)
  return {
    page,
    said,
    send: (message) => page.evaluate((data) => window.postMessage(data, '*'), message),
    async drawn(revision) {
      await page.waitForFunction(
        (wanted) =>
          (window as unknown as { said: FromView[] }).said.some(
            (message) => message.type === 'drawn' && message.revision >= wanted,
          ),
        revision,
        { timeout: 20_000 },
      )
      if (failures.length > 0) throw new Error(`The view failed: ${failures.join('; ')}`)
    },
    close: () => page.close(),
  }
}

async function pageHtml(theme: Theme): Promise<string> {
  const themes = await readFile(path.join(import.meta.dirname, 'themes.json'), 'utf8')
  const tokens = JSON.parse(themes) as Readonly<Record<Theme, Readonly<Record<string, string>>>>
  const [script, style] = await Promise.all(
    ['main.js', 'style.css'].map((file) => readFile(path.join(dist, 'webview', file), 'utf8')),
  )
  const variables = Object.entries(tokens[theme])
    .map(([name, value]) => `${name}: ${value};`)
    .join(' ')
  // The policy of the real panel, but for the address of the style sheet.
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-harness'`
  return `<!doctype html><html style="${variables.replaceAll('"', '&quot;')}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>${style}</style></head>
<body class="${bodyClasses[theme]}" data-vscode-theme-kind="${bodyClasses[theme]}">
<script nonce="harness">${fakeHost}</script>
<script nonce="harness">${script?.replaceAll('</script', '<\\/script')}</script>
</body></html>`
}

const fakeHost = `window.said = []; let kept; window.acquireVsCodeApi = () => ({
  postMessage: (message) => void window.said.push(message),
  getState: () => kept,
  setState: (state) => { kept = state },
});`
