/** Every way to start a program, and those that must be left alone. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import type { Session } from '../../src/protocol/graph.ts'
import { debugToEnd } from './debugSession.ts'
import { fanout, liveOf, waitForGraph } from './graph.ts'
import { needHost } from './host.ts'
import { waitFor } from './waitFor.ts'

const flash = { type: 'node', request: 'launch', name: 'flash', program: '${workspaceFolder}/flash.js' }

/** With all that js-debug's own part in the program needs. */
const permissionModel = [
  '--experimental-permission',
  '--allow-fs-read=*',
  '--allow-fs-write=*',
  '--allow-child-process',
]

let api: FanoutApi
let folder: string

const setting = (name: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('fanout').update(name, value, vscode.ConfigurationTarget.Global)

const ids = (): Set<string> => new Set(api.graph().sessions.map(({ id }) => id))

/** The session that was not there before, once it ended. */
const newSession = (before: ReadonlySet<string>): Promise<Session> =>
  waitForGraph(api, 'a new session that ended', ({ sessions }) =>
    sessions.find(({ id, state }) => !before.has(id) && state === 'ended'),
  )

const inspectorPort = (printed: Readable): Promise<number> =>
  new Promise((resolve) => {
    let text = ''
    printed.on('data', (part: Buffer) => {
      text += String(part)
      const port = /ws:\/\/127\.0\.0\.1:(\d+)\//.exec(text)?.[1]
      if (port !== undefined) resolve(Number(port))
    })
  })

before(async () => {
  api = await fanout()
  folder = mkdtempSync(join(tmpdir(), 'fanout-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

describe('a program that is launched by the debugger', () => {
  const cases: readonly [string, Partial<vscode.DebugConfiguration>][] = [
    ['with the debug console', {}],
    ['in the integrated terminal', { console: 'integratedTerminal' }],
    ['with NODE_OPTIONS of its own', { env: { NODE_OPTIONS: '--no-deprecation' } }],
    ['by a package script', { program: undefined, runtimeExecutable: 'npm', runtimeArgs: ['run', 'flash'] }],
    ['without debugging', { noDebug: true }],
  ]
  for (const [how, extra] of cases) {
    it(`is counted from its first event: ${how}`, async () => {
      const before = ids()
      await debugToEnd({ ...flash, ...extra })
      const session = await newSession(before)
      assert.equal(session.lastFigures, 'exact')
      const figures = liveOf(api.graph(), 'lit')
      assert.deepEqual([figures?.sent, figures?.received], [5, 5])
      if (!extra.runtimeExecutable) assert.equal(session.name, 'flash')
      assert.equal(api.graph().notWatched, undefined)
    })
  }

  it('is counted from its first event: the file in the editor, without a launch.json', async function () {
    const host = needHost(this)
    const [root] = vscode.workspace.workspaceFolders ?? []
    assert.ok(root)
    await vscode.window.showTextDocument(vscode.Uri.joinPath(root.uri, 'flash.js'))
    const before = ids()
    const started = vscode.commands.executeCommand('workbench.action.debug.start')
    await host.workbench.click('.quick-input-list .monaco-list-row:has-text("Node.js")')
    await started
    const session = await newSession(before)
    assert.equal(session.lastFigures, 'exact')
  })

  it('keeps NODE_OPTIONS of an environment file', async () => {
    const envFile = join(folder, 'launch.env')
    writeFileSync(envFile, 'NODE_OPTIONS="--max-old-space-size=77"\n')
    const before = ids()
    const { session } = await debugToEnd({ ...flash, envFile })
    await newSession(before)
    assert.match(String(session.configuration['env'].NODE_OPTIONS), /--max-old-space-size=77 .*probe\.cjs/)
  })

  it('is let go by Stop Watching, and never notices', async () => {
    const stop = join(folder, 'stop-watched')
    const before = ids()
    const ended = debugToEnd({ ...flash, name: 'tick', program: '${workspaceFolder}/tick.js', args: [stop] })
    const running = await waitForGraph(api, 'figures that grow', (graph) => {
      const session = graph.sessions.find(({ id, state }) => !before.has(id) && state === 'running')
      return (liveOf(graph, 'lit')?.sent ?? 0) > 5 && session
    })
    await vscode.commands.executeCommand('fanout.stopWatching')
    await waitForGraph(api, 'the session to have ended', ({ sessions }) =>
      sessions.some(({ id, state }) => id === running.id && state === 'ended'),
    )
    const counted = liveOf(api.graph(), 'lit')?.sent ?? 0
    writeFileSync(stop, '')
    const { output } = await ended
    const printed = Number(/lit (\d+) times/.exec(output)?.[1])
    assert.ok(printed >= counted, `expected the program to go on after ${counted}, it printed:\n${output}`)
    assert.match(output, /exited with code 7/)
    assert.equal(liveOf(api.graph(), 'lit')?.sent, counted)
  })
})

describe('a program that must be left alone', () => {
  afterEach(() => setting('inject', undefined))

  const leftAlone = async (configuration: vscode.DebugConfiguration, reason: RegExp): Promise<void> => {
    const before = ids()
    const written = join(folder, 'left-alone')
    rmSync(written, { force: true })
    const { session } = await debugToEnd({ ...configuration, args: [written] })
    assert.equal(readFileSync(written, 'utf8'), 'lit 5 times')
    assert.doesNotMatch(JSON.stringify(session.configuration['env'] ?? {}), /probe\.cjs|FANOUT/)
    assert.match(await waitForGraph(api, 'the reason', ({ notWatched }) => notWatched), reason)
    assert.deepEqual(ids(), before)
  }

  it('because the setting says never', async () => {
    await setting('inject', 'never')
    await leftAlone(flash, /fanout\.inject is "never"/)
  })

  it("because of Node.js's permission model", () =>
    leftAlone({ ...flash, noDebug: true, runtimeArgs: permissionModel }, /permission model/))

  it('because it ran before the debugger came', async () => {
    const before = ids()
    const stop = join(folder, 'stop-attached')
    const [root] = vscode.workspace.workspaceFolders ?? []
    assert.ok(root)
    const program = spawn('node', ['--inspect=127.0.0.1:0', 'tick.js', stop], { cwd: root.uri.fsPath })
    const ended = once(program, 'exit')
    try {
      const port = await inspectorPort(program.stderr)
      await vscode.debug.startDebugging(root, {
        type: 'node',
        request: 'attach',
        name: 'attach',
        address: '127.0.0.1',
        port,
      })
      assert.match(
        await waitForGraph(api, 'the reason', ({ notWatched }) => notWatched),
        /attached to a program that was already running/,
      )
      assert.deepEqual(ids(), before)
    } finally {
      writeFileSync(stop, '')
    }
    assert.deepEqual(await ended, [7, null])
  })

  it('is said no more once another is watched', async () => {
    const before = ids()
    await debugToEnd(flash)
    await newSession(before)
    assert.equal(api.graph().notWatched, undefined)
  })
})

describe('a terminal', () => {
  afterEach(async () => {
    await setting('terminals', undefined)
    await setting('inject', undefined)
    for (const terminal of vscode.window.terminals) terminal.dispose()
  })

  /** Runs `flash.js` in a new terminal, and tells what it wrote once it has ended. */
  const flashIn = async (terminal: vscode.Terminal, name: string): Promise<string> => {
    const [written, done] = [join(folder, name), join(folder, `${name}.done`)]
    terminal.sendText(`node flash.js "${written}"; echo "$?" > "${done}"`)
    await waitFor(`${name} to end in its terminal`, () => existsSync(done) && readFileSync(done, 'utf8') !== '')
    assert.equal(readFileSync(done, 'utf8').trim(), '0')
    return readFileSync(written, 'utf8')
  }

  it('made for debugging is watched', async () => {
    const before = ids()
    const counted = liveOf(api.graph(), 'lit')?.sent ?? 0
    const known = new Set(vscode.window.terminals)
    await vscode.commands.executeCommand('extension.js-debug.createDebuggerTerminal')
    const terminal = await waitFor('a debug terminal', () => vscode.window.terminals.find((one) => !known.has(one)))
    assert.equal(await flashIn(terminal, 'debug-terminal'), 'lit 5 times')
    const session = await newSession(before)
    assert.equal(session.lastFigures, 'exact')
    assert.equal(api.graph().notWatched, undefined)
    // Another program than those before: what it counts is added.
    assert.equal(liveOf(api.graph(), 'lit')?.sent, counted + 5)
  })

  it('that is an ordinary one is not', async () => {
    const before = ids()
    assert.equal(await flashIn(vscode.window.createTerminal('plain'), 'plain'), 'lit 5 times')
    assert.deepEqual(ids(), before)
  })

  it('that is an ordinary one is, if the setting says so', async () => {
    await setting('terminals', true)
    const before = ids()
    // The variables of terminals follow the setting a moment later: each try is a terminal of its own.
    const session = await waitFor('a session from an ordinary terminal', async () => {
      await flashIn(vscode.window.createTerminal('watched'), `watched-${vscode.window.terminals.length}`)
      return api.graph().sessions.find(({ id, state }) => !before.has(id) && state === 'ended')
    })
    assert.equal(session.lastFigures, 'exact')
  })

  it('gets no variables where nothing may be injected', async () => {
    await setting('inject', 'never')
    const variables = await waitFor('a terminal without variables', async () => {
      const file = join(folder, `variables-${vscode.window.terminals.length}`)
      vscode.window.createTerminal('bare').sendText(`echo "[$NODE_OPTIONS$FANOUT_PROBE]" > "${file}"`)
      const text = await waitFor('the variables', () => existsSync(file) && readFileSync(file, 'utf8').trim())
      return text === '[]' && text
    })
    assert.equal(variables, '[]')
  })
})
