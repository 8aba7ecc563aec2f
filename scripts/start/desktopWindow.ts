/** Desktop VS Code with Fanout from this checkout and the companion, in a profile of its own. */
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { quietSettings, writeSettings } from '../vscode/settings.ts'

export interface DesktopWindow {
  screenshot(file: string): Promise<void>
  /** Settles when the user closed it. */
  readonly closed: Promise<void>
  dispose(): Promise<void>
}

const here = path.dirname(fileURLToPath(import.meta.url))

export async function openDesktopWindow(options: {
  readonly executable: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}): Promise<DesktopWindow> {
  const data = await mkdtemp(path.join(tmpdir(), 'fanout-start-'))
  const user = path.join(data, 'user')
  await writeSettings(user, quietSettings)
  const port = await freePort()
  const child = spawn(
    options.executable,
    [
      options.folder,
      '--new-window',
      '--wait',
      '--skip-welcome',
      '--skip-release-notes',
      '--disable-workspace-trust',
      '--disable-updates',
      `--user-data-dir=${user}`,
      `--extensions-dir=${path.join(data, 'extensions')}`,
      `--extensionDevelopmentPath=${path.resolve(here, '../..')}`,
      `--extensionDevelopmentPath=${path.join(here, 'companion')}`,
      `--remote-debugging-port=${port}`,
    ],
    { env: { ...process.env, ...options.env }, stdio: 'ignore', detached: process.platform !== 'win32' },
  )
  const closed = new Promise<void>((resolve, reject) => {
    child.once('exit', () => resolve())
    child.once('error', (cause) => reject(new Error(`${options.executable} did not start`, { cause })))
  })
  return {
    closed,
    async screenshot(file) {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`)
      try {
        const pages = browser.contexts().flatMap((context) => context.pages())
        const page = pages.find((candidate) => candidate.url().includes('workbench'))
        if (!page) throw new Error('expected a workbench among the pages of VS Code, found none')
        await page.screenshot({ path: file })
      } finally {
        await browser.close()
      }
    },
    async dispose() {
      if (child.exitCode === null && child.pid !== undefined) {
        // The whole group: VS Code's helper processes do not always follow their parent.
        if (process.platform === 'win32') child.kill()
        else process.kill(-child.pid, 'SIGTERM')
      }
      await closed.catch(() => undefined)
      await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
