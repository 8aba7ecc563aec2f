/**
 * The control address: a suite inside the extension host asks whoever shows the workbench to do what only a person
 * or a browser can. Requests are JSON, POSTed to a loopback port under a secret path.
 */
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { type IncomingMessage, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Theme } from './settings.ts'
import { type Place, type Workbench, defaultLimitMilliseconds } from './workbench.ts'

/** Where a request acts, and for how long it tries. */
interface Located {
  readonly in: Place
  /** Which of Fanout's webviews, by the value of its `data-fanout-view`. Default `graph`. */
  readonly view?: string
  /** Milliseconds. Default 20,000. */
  readonly timeout?: number
}

/** All that can be asked for. Selectors are Playwright's; the first element that matches is taken. */
export type ControlRequest =
  | { readonly do: 'screenshot'; readonly file: string; readonly of?: Place }
  | { readonly do: 'command'; readonly id: string }
  | { readonly do: 'theme'; readonly theme: Theme }
  | ({
      readonly do: 'click'
      readonly selector: string
      readonly double?: boolean
      readonly button?: 'left' | 'right'
    } & Located)
  | ({ readonly do: 'hover'; readonly selector: string } & Located)
  | ({ readonly do: 'fill'; readonly selector: string; readonly text: string } & Located)
  | ({ readonly do: 'press'; readonly keys: string; readonly selector?: string } & Located)
  | ({ readonly do: 'wait'; readonly selector: string; readonly state?: 'visible' | 'hidden' } & Located)
  | ({ readonly do: 'read'; readonly selector: string } & Located)
  | ({ readonly do: 'evaluate'; readonly expression: string } & Located)

export type ControlAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: string }

export interface ControlServer {
  /** With the secret in it. Goes into the extension host's environment as `FANOUT_HOST`. */
  readonly url: string
  dispose(): Promise<void>
}

/**
 * Begins each line that a suite prints for a person. A workbench under test prints much of its own besides; the suite's
 * lines travel the same way and are told apart by this.
 */
export const suiteMark = '\u2506 '

const longestRequest = 1_000_000

/** Listens on a free loopback port. Requests wait until `workbench` is there. */
export async function startControlServer(workbench: Promise<Workbench>): Promise<ControlServer> {
  const path = `/${randomBytes(24).toString('base64url')}`
  // Whoever waits for it in a request is told; nobody may be waiting.
  workbench.catch(() => undefined)
  const server = createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== path) {
      response.writeHead(404).end()
      return
    }
    void answer(request, workbench).then((reply) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    dispose: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(request: IncomingMessage, workbench: Promise<Workbench>): Promise<ControlAnswer> {
  try {
    const asked = JSON.parse(await body(request)) as ControlRequest
    const act = actions[asked.do] as ((workbench: Workbench, asked: ControlRequest) => Promise<unknown>) | undefined
    if (!act) throw new Error(`Expected one of ${Object.keys(actions).join(', ')}, got ${JSON.stringify(asked.do)}`)
    return { ok: true, value: (await act(await workbench, asked)) ?? null }
  } catch (error) {
    // Playwright colours its messages for a terminal.
    return { ok: false, error: stripVTControlCharacters(error instanceof Error ? error.message : String(error)).trim() }
  }
}

type Actions = {
  readonly [Name in ControlRequest['do']]: (
    workbench: Workbench,
    asked: Extract<ControlRequest, { do: Name }>,
  ) => Promise<unknown>
}

const actions: Actions = {
  async screenshot(workbench, { file, of }) {
    await mkdir(dirname(file), { recursive: true })
    await workbench.screenshot(file, of)
  },
  command: (workbench, { id }) => workbench.runCommand(id),
  theme: (workbench, { theme }) => workbench.setTheme(theme),
  async click(workbench, asked) {
    const options = { timeout: limit(asked), button: asked.button ?? 'left' }
    const element = await locate(workbench, asked)
    await (asked.double ? element.dblclick(options) : element.click(options))
  },
  hover: async (workbench, asked) => (await locate(workbench, asked)).hover({ timeout: limit(asked) }),
  fill: async (workbench, asked) => (await locate(workbench, asked)).fill(asked.text, { timeout: limit(asked) }),
  async press(workbench, asked) {
    const { selector } = asked
    if (selector === undefined) await workbench.page.keyboard.press(asked.keys)
    else await (await locate(workbench, { ...asked, selector })).press(asked.keys, { timeout: limit(asked) })
  },
  wait: async (workbench, asked) =>
    (await locate(workbench, asked)).waitFor({ state: asked.state ?? 'visible', timeout: limit(asked) }),
  read: async (workbench, asked) =>
    (await (await locate(workbench, asked)).textContent({ timeout: limit(asked) })) ?? '',
  evaluate: async (workbench, asked) => (await frame(workbench, asked)).evaluate<unknown>(asked.expression),
}

async function locate(workbench: Workbench, asked: Located & { readonly selector: string }) {
  return (await frame(workbench, asked)).locator(asked.selector).first()
}

function frame(workbench: Workbench, asked: Located) {
  return workbench.frame(asked.in, { ...(asked.view === undefined ? {} : { view: asked.view }), timeout: limit(asked) })
}

function limit(asked: Located): number {
  return asked.timeout ?? defaultLimitMilliseconds
}

async function body(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk)
    if (text.length > longestRequest) throw new Error(`Expected a request of at most ${longestRequest} characters`)
  }
  return text
}
