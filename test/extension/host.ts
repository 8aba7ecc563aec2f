/** Asks whoever shows the workbench to do what code in the extension host cannot: see, click, type. */
import type { ControlAnswer, ControlRequest } from '../../scripts/vscode/control.ts'
import type { Theme } from '../../scripts/vscode/settings.ts'
import type { Place } from '../../scripts/vscode/workbench.ts'

/** `view` names one of Fanout's webviews by its `data-fanout-view` (default `graph`); `timeout` is in milliseconds. */
export interface Within {
  readonly view?: string
  readonly timeout?: number
}

/** What can be done in the workbench, and in the same way inside a webview. Selectors are Playwright's. */
export interface Surface {
  click(
    selector: string,
    options?: Within & { readonly double?: boolean; readonly button?: 'left' | 'right' },
  ): Promise<void>
  hover(selector: string, options?: Within): Promise<void>
  fill(selector: string, text: string, options?: Within): Promise<void>
  /** Keys as in `Control+A`, sent to the selected element, or to whatever has the focus. */
  press(keys: string, options?: Within & { readonly selector?: string }): Promise<void>
  /** Resolves when the selector's first element is visible (or none is, for `hidden`). */
  waitFor(selector: string, options?: Within & { readonly state?: 'visible' | 'hidden' }): Promise<void>
  /** The text of the selector's first element. */
  read(selector: string, options?: Within): Promise<string>
  /** The value of an expression, which must survive JSON. A promise is awaited. */
  evaluate<T = unknown>(expression: string, options?: Within): Promise<T>
}

export interface Host {
  readonly workbench: Surface
  readonly view: Surface
  /** Runs a command by its id, through the command palette. */
  command(id: string): Promise<void>
  theme(theme: Theme): Promise<void>
  /** Saves a PNG of the window, or of the view alone. The name of a picture, e.g. `map-dark`; returns its file. */
  screenshot(name: string, of?: Place): Promise<string>
}

/** The host, or undefined where nobody answers (a desktop VS Code). */
export const host: Host | undefined = process.env['FANOUT_HOST'] ? connect(process.env['FANOUT_HOST']) : undefined

/**
 * The host; where nobody answers, skips the test (or, in a `before` hook, the tests of its suite) and says so.
 * Call it first in a test written with `function`: `const host = needHost(this)`.
 */
export function needHost(context: Mocha.Context): Host {
  if (host) return host
  console.warn(`SKIPPED, nobody at FANOUT_HOST to act in the window: ${context.test?.fullTitle() ?? ''}`)
  return context.skip()
}

function connect(address: string): Host {
  const ask = async (request: ControlRequest): Promise<unknown> => {
    const response = await fetch(address, { method: 'POST', body: JSON.stringify(request) })
    if (!response.ok) throw new Error(`Expected an answer from the control address, got HTTP status ${response.status}`)
    const answer = (await response.json()) as ControlAnswer
    if (!answer.ok) throw new Error(`${request.do}: ${answer.error}`)
    return answer.value
  }
  return {
    workbench: surface(ask, 'workbench'),
    view: surface(ask, 'view'),
    async command(id) {
      await ask({ do: 'command', id })
    },
    async theme(theme) {
      await ask({ do: 'theme', theme })
    },
    async screenshot(name, of = 'workbench') {
      const file = `${process.env['FANOUT_TEST_LOGS'] ?? '.'}/${name}.png`
      await ask({ do: 'screenshot', file, of })
      return file
    },
  }
}

function surface(ask: (request: ControlRequest) => Promise<unknown>, place: Place): Surface {
  return {
    async click(selector, options = {}) {
      await ask({ do: 'click', in: place, selector, ...options })
    },
    async hover(selector, options = {}) {
      await ask({ do: 'hover', in: place, selector, ...options })
    },
    async fill(selector, text, options = {}) {
      await ask({ do: 'fill', in: place, selector, text, ...options })
    },
    async press(keys, options = {}) {
      await ask({ do: 'press', in: place, keys, ...options })
    },
    async waitFor(selector, options = {}) {
      await ask({ do: 'wait', in: place, selector, ...options })
    },
    async read(selector, options = {}) {
      return (await ask({ do: 'read', in: place, selector, ...options })) as string
    },
    async evaluate<T>(expression: string, options: Within = {}) {
      return (await ask({ do: 'evaluate', in: place, expression, ...options })) as T
    },
  }
}
