import { mkdir, mkdtemp, readFile, readdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startLiveServer, type LiveServer } from '../../../src/extension/live/server.ts'
import { decodeConfiguration } from '../../../src/protocol/decode.ts'
import {
  encodeLine,
  maxLineBytes,
  type Hello,
  type LastFrame,
  type ProbeConfiguration,
} from '../../../src/protocol/wire.ts'

let folder: string
let server: LiveServer
let log: string[]
const sockets: Socket[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fs-'))
  log = []
  server = await startLiveServer({ folder, now: () => 77, log: (line) => log.push(line) })
})
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await server.dispose()
  await rm(folder, { recursive: true, force: true })
})

async function launch(): Promise<{ configuration: ProbeConfiguration; file: string; dispose: () => void }> {
  const { environment, dispose } = await server.prepare({
    origin: 'debug',
    terminals: false,
    roots: ['/app'],
    name: 'app',
  })
  const file = environment['FANOUT_PROBE']!
  return { configuration: decodeConfiguration(await readFile(file, 'utf8')), file, dispose }
}

function hello(token: string, session = 'session-1', version = 1): Hello {
  return {
    type: 'hello',
    version,
    token,
    session,
    pid: 1,
    thread: 0,
    node: 'v20',
    title: 'a.js',
    cwd: '/',
    startedAt: 5,
  }
}

/** A peer that says what it is told to. */
async function peer(
  configuration: ProbeConfiguration,
): Promise<{ socket: Socket; heard: () => string; closed: () => boolean }> {
  const socket = connect(configuration.socket)
  sockets.push(socket)
  let heard = ''
  let closed = false
  socket.setEncoding('utf8').on('data', (text: string) => (heard += text))
  socket.on('error', () => {})
  socket.on('close', () => (closed = true))
  await new Promise((resolve) => socket.once('connect', resolve))
  return { socket, heard: () => heard, closed: () => closed }
}

const until = (condition: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(condition()).toBe(true), { timeout: 45_000, interval: 5 })

const frame = {
  type: 'frame',
  sequence: 1,
  at: 9,
  declared: [],
  counters: [],
  sites: [],
  samples: [],
  gone: [],
} as const

describe('a configuration', () => {
  it('is readable by its owner only, names the launch, and has a secret of its own', async () => {
    server.setEvents(['saved', 'user/*'])
    const [first, second] = [await launch(), await launch()]
    expect(first.configuration).toMatchObject({
      version: 1,
      folder,
      name: 'app',
      origin: 'debug',
      roots: ['/app'],
      events: ['saved', 'user/*'],
    })
    expect(first.configuration.token).not.toBe(second.configuration.token)
    expect((await stat(first.file)).mode & 0o777).toBe(0o600)
  })

  it('follows the map while the launch lasts, and goes with it', async () => {
    const { file, dispose } = await launch()
    server.setEvents(['later', 'x'.repeat(501)])
    await vi.waitFor(async () => expect(decodeConfiguration(await readFile(file, 'utf8')).events).toEqual(['later']))
    dispose()
    server.setEvents(['last'])
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['s']))
  })
})

it('tells the probe the real folders of roots that are links, which its stacks name', async () => {
  const [real, link] = [path.join(await realpath(folder), 'real'), path.join(folder, 'link')]
  await mkdir(real)
  await symlink(real, link, 'junction')
  const { environment } = await server.prepare({ origin: 'debug', terminals: false, roots: [link] })
  const { roots } = decodeConfiguration(await readFile(environment['FANOUT_PROBE']!, 'utf8'))
  expect(roots).toEqual([link, real].map((root) => root.replaceAll('\\', '/')))
})

describe('a peer', () => {
  it('with a good hello is welcomed, told the names, and heard', async () => {
    server.setEvents(['saved'])
    const { configuration } = await launch()
    const changes: string[] = []
    server.onChange((session) => changes.push(`${session.id} ${session.state} ${session.sources.size}`))
    const { socket, heard } = await peer(configuration)
    const queue = { id: 1, kind: 'queue', system: 'fanout', name: 'q', capacity: null, overflow: 'wait' } as const
    const line =
      encodeLine(hello(configuration.token)) +
      encodeLine({ ...frame, declared: [queue], counters: [{ id: 1, sent: 3 }] })
    // In pieces, as sockets give them.
    for (const piece of line.match(/[^]{1,7}/g)!) socket.write(piece)
    await until(() => server.sessions[0]?.sources.get(1)?.counters.sent === 3)
    expect(heard()).toBe('{"type":"welcome","version":1}\n{"type":"watch","events":["saved"]}\n')
    server.setEvents(['saved', 'placed'])
    server.stopWatching()
    await until(() => heard().endsWith('{"type":"watch","events":["saved","placed"]}\n{"type":"stop"}\n'))
    socket.end()
    await until(() => server.sessions[0]?.state === 'ended')
    expect(server.sessions[0]).toMatchObject({ lastFigures: 'cut', endedAt: 77, connectedAt: 77 })
    expect(changes).toEqual(['session-1 running 0', 'session-1 running 1', 'session-1 ended 1'])
  })

  const nonsense: readonly [string, (token: string) => string, string][] = [
    ['with another token', () => encodeLine(hello('f'.repeat(48))), 'expected the token of a launch'],
    ['of another version', (token) => encodeLine(hello(token, 'session-1', 2)), 'expected version 1, came 2'],
    ['that says no hello first', () => encodeLine(frame), 'expected a hello first, came frame'],
    ['that says hello twice', (token) => encodeLine(hello(token)).repeat(2), 'expected one hello'],
    ['that speaks another language', () => 'GET / HTTP/1.1\r\n\r\n', 'line: expected JSON'],
    ['that says garbage after its hello', (token) => `${encodeLine(hello(token))}\u0000\u0001{}\n`, 'expected JSON'],
    ['whose session would be a path', (token) => encodeLine(hello(token, '../../x/y')), 'message.session'],
    ['whose line does not end', () => '['.repeat(maxLineBytes + 1_000_000), 'expected a line of at most'],
  ]

  it.each(nonsense)('%s is cut off, with a line in the log', async (_name, says, expected) => {
    const { configuration } = await launch()
    const { socket, closed } = await peer(configuration)
    socket.write(says(configuration.token))
    await until(closed)
    await until(() => log.length > 0)
    expect(log.join('\n')).toContain(expected)
    expect(log.join('\n').length).toBeLessThan(400)
    // Others are not harmed.
    const other = await peer(configuration)
    other.socket.write(encodeLine(hello(configuration.token, 'session-2')))
    await until(() => other.heard().includes('welcome'))
  })

  it('that takes over a session by its secret continues it', async () => {
    const { configuration } = await launch()
    const first = await peer(configuration)
    first.socket.write(encodeLine(hello(configuration.token)))
    await until(() => server.sessions.length === 1)
    const second = await peer(configuration)
    second.socket.write(encodeLine(hello(configuration.token)))
    await until(first.closed)
    await until(() => second.heard().includes('welcome'))
    expect(server.sessions).toHaveLength(1)
    expect(server.sessions[0]!.state).toBe('running')
  })
})

describe('sessions', () => {
  it('that ended are kept up to a number, newest first', async () => {
    const { configuration } = await launch()
    for (let index = 0; index < 25; index++) {
      const { socket } = await peer(configuration)
      socket.write(encodeLine(hello(configuration.token, `session-${index}`)))
      await until(() => server.sessions[0]?.id === `session-${index}`)
      socket.end()
      await until(() => server.sessions[0]?.state === 'ended')
    }
    expect(server.sessions.map(({ id }) => id)).toEqual(
      Array.from({ length: 20 }, (_, index) => `session-${24 - index}`),
    )
  })
})

describe('a last frame without a connection', () => {
  async function leave(last: LastFrame, session = last.hello.session): Promise<void> {
    await writeFile(path.join(folder, `${session}.last`), JSON.stringify(last))
  }

  it('becomes a session that ended exactly, and the file goes', async () => {
    const { configuration } = await launch()
    await leave({ version: 1, token: configuration.token, hello: hello(configuration.token), frame, exitCode: 3 })
    await until(() => server.sessions[0]?.state === 'ended')
    expect(server.sessions[0]).toMatchObject({ lastFigures: 'exact', exitCode: 3, endedAt: 77 })
    await vi.waitFor(async () => expect((await readdir(folder)).filter((name) => name.endsWith('.last'))).toEqual([]))
  })

  it('is left out if it is not one of a launch, or not what it is called', async () => {
    const { configuration } = await launch()
    const good = hello(configuration.token)
    await leave({ version: 1, token: 'f'.repeat(48), hello: hello('f'.repeat(48)), frame, exitCode: 0 }, 'session-1')
    await leave({ version: 1, token: configuration.token, hello: good, frame, exitCode: 0 }, 'session-9')
    await writeFile(path.join(folder, 'session-3.last'), 'garbage')
    await vi.waitFor(async () => expect((await readdir(folder)).filter((name) => name.endsWith('.last'))).toEqual([]))
    await until(() => log.length >= 2)
    expect(server.sessions).toEqual([])
  })
})

describe('the server', () => {
  it('leaves nothing behind, and disposes twice', async () => {
    const { configuration } = await launch()
    const { closed } = await peer(configuration)
    await server.dispose()
    await server.dispose()
    await until(closed)
    expect(await readdir(folder)).toEqual([])
  })

  it('says when a path is too long for a socket', async () => {
    await expect(startLiveServer({ folder: `/${'x'.repeat(120)}` })).rejects.toThrow(
      'expected a socket path of at most 100 bytes, came 123',
    )
  })

  it('goes on when a listener throws', async () => {
    const { configuration } = await launch()
    server.onChange(() => {
      throw new Error('a fault of the view')
    })
    const { socket, heard } = await peer(configuration)
    socket.write(encodeLine(hello(configuration.token)))
    await until(() => heard().includes('welcome'))
    expect(log.join()).toContain('a fault of the view')
  })
})
