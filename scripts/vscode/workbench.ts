/** What a person does with the workbench, done to its page in a browser. */
import type { Frame, Page } from 'playwright-core'
import type { Theme } from './settings.ts'

/** Where a selector is looked for: in the workbench itself, or in the document of one of Fanout's webviews. */
export type Place = 'workbench' | 'view'

/** Selectors are Playwright's: CSS, `text=…`, `role=…`; the first element that matches is taken. */
export interface Workbench {
  readonly page: Page
  /** Runs a command by its id, through the command palette. The command must be enabled. */
  runCommand(id: string): Promise<void>
  /** Resolves when the workbench wears the theme. */
  setTheme(theme: Theme): Promise<void>
  /** Saves a PNG of the window, or of Fanout's view alone. */
  screenshot(file: string, of?: Place): Promise<void>
  /** The document to act on. For `view`, waits until a webview whose body is marked `data-fanout-view="<name>"` is there. */
  frame(place: Place, options?: { readonly view?: string; readonly timeout?: number }): Promise<Frame>
}

export const defaultLimitMilliseconds = 20_000

/** Drives a page that shows a workbench. */
export function controlWorkbench(page: Page): Workbench {
  const frame: Workbench['frame'] = (place, { view = 'graph', timeout = defaultLimitMilliseconds } = {}) =>
    place === 'workbench' ? Promise.resolve(page.mainFrame()) : waitForView(page, view, timeout)

  return {
    page,
    frame,
    runCommand: (id) => runCommand(page, id),
    setTheme: (theme) => setTheme(page, theme),
    async screenshot(file, of = 'workbench') {
      if (of === 'workbench') await page.screenshot({ path: file })
      else await (await frame('view')).locator('body').screenshot({ path: file })
    },
  }
}

/** What the theme picker calls a theme, and what the workbench wears when it is on. */
const themes: Record<Theme, { readonly label: string; readonly worn: string }> = {
  'Dark Modern': { label: 'Dark Modern', worn: '.vs-dark[class*="dark_modern"]' },
  'Light Modern': { label: 'Light Modern', worn: '.vs[class*="light_modern"]' },
  'Default High Contrast': { label: 'Dark High Contrast', worn: '.hc-black' },
  'Default High Contrast Light': { label: 'Light High Contrast', worn: '.hc-light' },
}

/** Through the picker: the server does not notice when its settings file is changed from outside. */
async function setTheme(page: Page, theme: Theme): Promise<void> {
  const { label, worn } = themes[theme]
  const workbench = page.locator(`.monaco-workbench${worn}`)
  if ((await workbench.count()) > 0) return
  await runCommand(page, 'workbench.action.selectTheme')
  const picker = page.locator('.quick-input-widget:visible')
  await picker.locator('input').first().fill(label)
  await picker.locator('.quick-input-list .monaco-list-row').filter({ hasText: label }).first().click()
  await workbench.waitFor({ timeout: defaultLimitMilliseconds })
}

/** The palette shows a command whose id is typed in full, whatever its title. */
async function runCommand(page: Page, id: string): Promise<void> {
  const input = page.locator('.quick-input-widget:visible input').first()
  const entry = page.locator(`.quick-input-widget .quick-input-list-entry[data-quick-input-id="${id}"]`).first()
  let failure: unknown
  // The first palette of a cold VS Code takes its time: each try is more patient than the one before.
  for (const timeout of [2000, 4000, 8000, 16_000]) {
    try {
      await page.keyboard.press('F1')
      await input.waitFor({ timeout })
      await input.fill(`>${id}`)
      await entry.click({ timeout })
      return
    } catch (cause) {
      await page.keyboard.press('Escape')
      // A webview that is not whole yet keeps the keys it gets to itself: take the focus from it.
      await page.evaluate(() =>
        document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined,
      )
      failure = cause
    }
  }
  throw new Error(
    `The command palette does not offer ${id}: it is not contributed, not enabled, or the palette did not open. ` +
      `The last try: ${failure instanceof Error ? failure.message : String(failure)}`,
    { cause: failure },
  )
}

async function waitForView(page: Page, view: string, timeout: number): Promise<Frame> {
  const deadline = performance.now() + timeout
  for (;;) {
    const found = await findView(page, view)
    if (found) return found
    if (performance.now() > deadline) {
      throw new Error(`No webview whose body is marked data-fanout-view="${view}" showed within ${timeout} ms`)
    }
    await page.waitForTimeout(50)
  }
}

async function findView(page: Page, view: string): Promise<Frame | undefined> {
  const marked = `[data-fanout-view=${JSON.stringify(view)}]`
  for (const frame of page.frames()) {
    if (frame === page.mainFrame()) continue
    try {
      // A hidden webview keeps its document; the one on show is meant.
      if ((await frame.locator(marked).count()) > 0 && (await (await frame.frameElement()).isVisible())) return frame
    } catch {
      // The frame went away while we looked.
    }
  }
  return undefined
}
