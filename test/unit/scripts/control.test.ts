import type { Frame, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { type ControlAnswer, startControlServer } from '../../../scripts/vscode/control.ts'
import { workbenchUrl } from '../../../scripts/vscode/server.ts'
import type { Workbench } from '../../../scripts/vscode/workbench.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function listen(workbench: Promise<Workbench>): Promise<string> {
  const server = await startControlServer(workbench)
  stops.push(() => server.dispose())
  return server.url
}

async function ask(url: string, request: unknown): Promise<ControlAnswer> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(request) })
  expect(response.status).toBe(200)
  return (await response.json()) as ControlAnswer
}

/** A workbench that notes what it is asked for. */
function noting(notes: unknown[]): Workbench {
  return {
    page: {} as Page,
    runCommand: (id) => Promise.resolve(void notes.push(['command', id])),
    setTheme: (theme) => Promise.resolve(void notes.push(['theme', theme])),
    screenshot: () => Promise.reject(new Error('the browser is gone')),
    frame: (place, options) => {
      notes.push(['frame', place, options])
      return Promise.resolve({
        evaluate: (expression: string) => Promise.resolve(`value of ${expression}`),
      } as unknown as Frame)
    },
  }
}

describe('control address', () => {
  it('does what is asked, and answers with the value', async () => {
    const notes: unknown[] = []
    const url = await listen(Promise.resolve(noting(notes)))
    expect(await ask(url, { do: 'command', id: 'a.b' })).toEqual({ ok: true, value: null })
    expect(await ask(url, { do: 'evaluate', in: 'view', expression: '1 + 1', view: 'details', timeout: 5 })).toEqual({
      ok: true,
      value: 'value of 1 + 1',
    })
    expect(notes).toEqual([
      ['command', 'a.b'],
      ['frame', 'view', { view: 'details', timeout: 5 }],
    ])
  })

  it('answers with the error, also for what it does not know', async () => {
    const url = await listen(Promise.resolve(noting([])))
    expect(await ask(url, { do: 'screenshot', file: '/dev/null' })).toEqual({ ok: false, error: 'the browser is gone' })
    const unknown = await ask(url, { do: 'dance' })
    expect(unknown).toMatchObject({ ok: false, error: expect.stringContaining('got "dance"') as string })
  })

  it('keeps a request that comes before the workbench is there, and tells it if there never is one', async () => {
    const notes: unknown[] = []
    let show: (workbench: Workbench) => void = () => undefined
    const early = ask(await listen(new Promise((resolve) => (show = resolve))), { do: 'theme', theme: 'Dark Modern' })
    show(noting(notes))
    expect(await early).toEqual({ ok: true, value: null })
    expect(notes).toEqual([['theme', 'Dark Modern']])
    const never = await listen(Promise.reject(new Error('no browser')))
    expect(await ask(never, { do: 'theme', theme: 'Dark Modern' })).toEqual({ ok: false, error: 'no browser' })
  })

  it('is there only for who knows the secret', async () => {
    const url = new URL(await listen(Promise.resolve(noting([]))))
    expect(url.hostname).toBe('127.0.0.1')
    expect(url.pathname.length).toBeGreaterThan(20)
    const guessed = await fetch(new URL('/', url), { method: 'POST', body: '{"do":"command","id":"x"}' })
    expect(guessed.status).toBe(404)
    expect((await fetch(url)).status).toBe(404)
  })
})

describe('workbenchUrl', () => {
  const server = { url: 'http://127.0.0.1:5000/', port: 5000, token: undefined }

  it('carries the token, the folder and what is under test', () => {
    const url = new URL(
      workbenchUrl(
        { ...server, token: 's/e' },
        { folder: '/a b', extensionDevelopmentPaths: ['/x y'], extensionTestsPath: '/t/index.cjs' },
      ),
    )
    expect(url.searchParams.get('tkn')).toBe('s/e')
    expect(url.searchParams.get('folder')).toBe('/a b')
    expect(JSON.parse(url.searchParams.get('payload') ?? '')).toEqual([
      ['extensionDevelopmentPath', 'vscode-remote://127.0.0.1:5000/x%20y'],
      ['extensionTestsPath', 'vscode-remote://127.0.0.1:5000/t/index.cjs'],
      ['skipWelcome', 'true'],
    ])
  })

  it('is bare without them', () => {
    expect(workbenchUrl(server)).toBe('http://127.0.0.1:5000/')
  })
})
