/** A headless Chromium that shows the workbench of a running server. */
import { type Browser, type Page, chromium } from 'playwright-core'
import { findChromium } from './chromium.ts'
import type { InstalledServer } from './install.ts'
import { type RunningServer, type WorkbenchTarget, workbenchUrl } from './server.ts'
import { type Workbench, controlWorkbench } from './workbench.ts'

export interface BrowserOptions {
  readonly installed: InstalledServer
  readonly server: Pick<RunningServer, 'url' | 'port' | 'token'>
  readonly target: WorkbenchTarget
  readonly size?: { readonly width: number; readonly height: number }
  /** Device pixels per pixel: 2 makes sharp pictures for print. Default 1. */
  readonly scale?: number
  /** Called before the page is opened, to listen to it or to give it functions. */
  readonly prepare?: (page: Page) => Promise<void>
}

export interface BrowserWorkbench extends Workbench {
  /** Closes the browser. May be called twice. */
  dispose(): Promise<void>
}

const readyLimitMilliseconds = 120_000

/**
 * Opens the workbench and returns once a person could work with it.
 * @throws ChromiumError where no Chromium runs; an error that carries what the page printed if the workbench never shows.
 */
export async function openWorkbench(options: BrowserOptions): Promise<BrowserWorkbench> {
  const { executable, env } = await findChromium(options.installed)
  const browser = await chromium.launch({
    executablePath: executable,
    env: { ...definedEnvironment(), ...env },
    // Nothing outside this machine is ever asked, whatever the page wants.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--font-render-hinting=none',
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
    ],
    // Whoever calls us decides what a signal ends, and in which order: the server must not be left behind.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  })
  try {
    return await openPage(browser, options)
  } catch (error) {
    await browser.close()
    throw error
  }
}

async function openPage(browser: Browser, options: BrowserOptions): Promise<BrowserWorkbench> {
  const context = await browser.newContext({
    viewport: options.size ?? { width: 1440, height: 900 },
    deviceScaleFactor: options.scale ?? 1,
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  const printed: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' && printed.length < 50) printed.push(message.text())
  })
  await options.prepare?.(page)
  try {
    await page.goto(workbenchUrl(options.server, options.target), { timeout: readyLimitMilliseconds })
    await page.waitForSelector('.monaco-workbench .activitybar .action-item', { timeout: readyLimitMilliseconds })
    await page.waitForSelector('.monaco-workbench .statusbar-item', { timeout: readyLimitMilliseconds })
  } catch (cause) {
    throw new Error(`The workbench did not show. The page's errors:\n${printed.join('\n') || '(none)'}`, { cause })
  }
  return { ...controlWorkbench(page), dispose: () => browser.close() }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}
