/** A real Redis server of a test's own. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

export interface RedisServer {
  readonly port: number
  readonly url: string
  /** Ends it as a crash would. What it held is gone. */
  kill(): Promise<void>
  /** Starts it again on its port, empty, ending it before if need be. */
  restart(): Promise<void>
  /** Ends it for good. */
  stop(): Promise<void>
}

/** False, and said so loudly, where there is none: what needs it must be skipped, since nothing stands in for it. */
export function hasRedis(needer: string): boolean {
  if (spawnSync('redis-server', ['--version']).status === 0) return true
  console.error(`\n*** ${needer} is SKIPPED: no redis-server on the PATH (Debian: apt-get install redis-server) ***\n`)
  return false
}

export async function startRedis(): Promise<RedisServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'fanout-redis-'))
  for (let tries = 0; tries < 3; tries++) {
    const port = await freePort()
    const running = await run(port, folder)
    if (running !== undefined) return serverOf(running, port, folder)
  }
  rmSync(folder, { recursive: true, force: true })
  throw new Error('Expected redis-server to start, but it ended at once, three times')
}

function serverOf(first: ChildProcess, port: number, folder: string): RedisServer {
  let running: ChildProcess | undefined = first
  const kill = async (): Promise<void> => {
    const ending = running
    running = undefined
    if (ending === undefined) return
    const ended = new Promise((resolve) => ending.once('exit', resolve))
    ending.kill('SIGKILL')
    await ended
  }
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill()
      running = await run(port, folder)
      if (running === undefined) throw new Error(`Expected redis-server to start again on port ${port}`)
    },
    async stop() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Undefined if it ended before it took connections: somebody else may have the port. */
async function run(port: number, folder: string): Promise<ChildProcess | undefined> {
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder]
  const child = spawn('redis-server', ['--port', String(port), ...settings], { stdio: 'ignore' })
  let over = false
  child.once('exit', () => (over = true))
  child.once('error', () => (over = true))
  while (!over) {
    if (await answers(port)) return child
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return undefined
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('data', () => (resolve(true), socket.destroy()))
    socket.once('error', () => resolve(false))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
