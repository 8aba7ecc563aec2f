import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { wireVersion, type Frame, type Hello, type ProbeMessage, type SiteSample } from '../../protocol/wire.ts'
import { socketName } from './abandonedFolders.ts'
import { openConnection, type Connection } from './connection.ts'
import { createLastFrames } from './lastFrames.ts'
import { createLaunches, type Launch, type PreparedLaunch } from './launches.ts'
import { createLinkedRoots } from './linkedRoots.ts'
import { ProgramSession } from './programSession.ts'
import type { LiveSession } from './session.ts'
import { createSourcePositions } from './sourcePositions.ts'

export interface LiveServer {
  /** Writes a configuration for one launch. Its token is good for all programs that the launch starts. */
  prepare(launch: Launch): Promise<PreparedLaunch>
  /** Event names known by the map; goes into later configurations and to running probes. */
  setEvents(names: readonly string[]): void
  /** Newest first, with a bounded number of ended ones. */
  readonly sessions: readonly LiveSession[]
  /** After every applied frame, on start and on end. Returns what removes the listener. */
  onChange(listener: (session: LiveSession) => void): () => void
  /** Takes the probe out of one running program, or of all. They go on unwatched. */
  stopWatching(sessionId?: string): void
  /** Ends all connections; resolves when the socket and the files are gone. */
  dispose(): Promise<void>
}

export interface LiveServerOptions {
  /** Private (0700): holds the socket, the configurations and the last frames. A short path. */
  readonly folder: string
  readonly now?: () => number
  readonly log?: (message: string) => void
}

const mostConnections = 512
const mostRunning = 256
const mostEnded = 20
/** A connection that says no hello for so long is cut off. */
const helloWithin = 10_000
/** What the systems allow for a socket's path, with room for none. */
const longestSocketPath = 100

interface Live {
  readonly session: ProgramSession
  connection: Connection | undefined
}

/** Listens for programs. */
export async function startLiveServer({
  folder,
  now = Date.now,
  log = () => {},
}: LiveServerOptions): Promise<LiveServer> {
  const socketPath = socketPathIn(folder)
  const launches = createLaunches(folder, socketPath, log)
  const positions = createSourcePositions()
  const linkedRoots = createLinkedRoots()
  const listeners = new Set<(session: LiveSession) => void>()
  const live = new Map<string, Live>()
  const connections = new Set<Connection>()
  const work = new Set<Promise<void>>()
  let events: readonly string[] = []
  let isDisposed = false

  const lastFrames = createLastFrames(folder, (session) => run(takeLast(session)), log)
  const server = createServer(accept)
  server.maxConnections = mostConnections
  await listening(server, socketPath)
  server.on('error', (error) => log(`The socket failed: ${error.message}`))

  function accept(socket: Socket): void {
    let current: Live | undefined
    const deadline = setTimeout(() => connection.close(), helloWithin)
    deadline.unref()
    const connection = openConnection(socket, {
      message(message) {
        if (current !== undefined) return hear(current, message)
        if (message.type !== 'hello') throw new Error(`expected a hello first, came ${message.type}`)
        current = begin(message, connection)
        clearTimeout(deadline)
      },
      closed(problem) {
        clearTimeout(deadline)
        connections.delete(connection)
        if (problem !== undefined) log(`A program was cut off: ${problem}`)
        if (current?.connection !== connection) return
        current.connection = undefined
        run(takeLast(current.session.id))
      },
    })
    connections.add(connection)
  }

  function begin(hello: Hello, connection: Connection): Live {
    const of = admit(hello)
    of.connection?.close()
    of.connection = connection
    of.session.resume()
    connection.send({ type: 'welcome', version: wireVersion })
    connection.send({ type: 'watch', events })
    changed(of.session)
    return of
  }

  /** The session of a hello that has a right to one. */
  function admit(hello: Hello): Live {
    if (!launches.isKnown(hello.token)) throw new Error('expected the token of a launch, came another')
    if (hello.version !== wireVersion) throw new Error(`expected version ${wireVersion}, came ${hello.version}`)
    const known = live.get(hello.session)
    if (known !== undefined) return known
    const running = [...live.values()].filter(({ session }) => session.state === 'running').length
    if (running >= mostRunning) throw new Error(`expected at most ${mostRunning} programs, came one more`)
    const begun = { session: new ProgramSession(hello, now()), connection: undefined }
    live.set(hello.session, begun)
    return begun
  }

  function hear({ session }: Live, message: ProbeMessage): void {
    if (message.type === 'hello') throw new Error('expected one hello, came a second')
    // What a goodbye says stands in the last frame too, and whole.
    if (message.type === 'frame') take(session, message)
  }

  function take(session: ProgramSession, frame: Frame): void {
    const isKnown = session.state === 'running'
    locate(session, session.apply(frame))
    if (isKnown || session.state === 'running') changed(session)
  }

  /** Finds the original positions of call sites; they show when they are found. */
  function locate(session: ProgramSession, sites: readonly SiteSample[]): void {
    if (sites.length === 0) return
    run(
      Promise.all(
        sites.map(async (site) => {
          const all = [site, ...(site.outer ?? [])]
          const [position, ...outer] = await Promise.all(
            all.map(async (frame) => {
              const original = await positions.original(frame, session.hello.cwd)
              return { ...original, file: linkedRoots.asOpened(original.file) }
            }),
          )
          const names = site.outer ?? []
          session.place(
            site,
            position!,
            outer.map((at, index) => ({ position: at, name: names[index]!.name })),
          )
        }),
      ).then(() => changed(session)),
    )
  }

  /** At the end of a connection, and when a program that ended before it was connected leaves its last frame. */
  async function takeLast(id: string): Promise<void> {
    if (live.get(id)?.connection !== undefined) return
    const last = await lastFrames.take(id)
    if (last === undefined) {
      const known = live.get(id)
      if (known === undefined || known.connection !== undefined || known.session.state === 'ended') return
      known.session.end(now(), undefined)
      return ended(known.session)
    }
    try {
      const { session } = admit(last.hello)
      locate(session, session.end(now(), last))
      ended(session)
    } catch (error) {
      log(`A last frame was left out: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  function ended(session: ProgramSession): void {
    const over = [...live.values()].filter((one) => one.session.state === 'ended' && one.connection === undefined)
    for (const one of over.slice(0, Math.max(0, over.length - mostEnded))) live.delete(one.session.id)
    changed(session)
  }

  function changed(session: LiveSession): void {
    if (isDisposed) return
    for (const listener of listeners) {
      try {
        listener(session)
      } catch (error) {
        log(`A listener threw: ${String(error)}`)
      }
    }
  }

  function run(task: Promise<void>): void {
    const done = task.catch((error: unknown) => log(String(error))).finally(() => work.delete(done))
    work.add(done)
  }

  async function takeWaiting(): Promise<void> {
    for (const session of await lastFrames.waiting()) await takeLast(session)
  }

  return {
    async prepare(launch) {
      const roots = await linkedRoots.resolve(launch.roots.map((root) => root.replaceAll('\\', '/')))
      const prepared = await launches.prepare({ ...launch, roots })
      return {
        environment: prepared.environment,
        dispose() {
          prepared.dispose()
          if (!isDisposed) run(takeWaiting())
        },
      }
    },
    setEvents(names) {
      events = launches.setEvents(names)
      for (const { connection } of live.values()) connection?.send({ type: 'watch', events })
    },
    get sessions() {
      return [...live.values()].map(({ session }) => session).toReversed()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stopWatching(sessionId) {
      for (const [id, { connection }] of live) {
        if (sessionId === undefined || id === sessionId) connection?.send({ type: 'stop' })
      }
    },
    async dispose() {
      if (isDisposed) return
      isDisposed = true
      lastFrames.dispose()
      for (const connection of connections) connection.close()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all(work)
      await launches.dispose()
      listeners.clear()
    },
  }
}

function socketPathIn(folder: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\fanout-${randomBytes(12).toString('hex')}`
  const socketPath = path.join(folder, socketName)
  const bytes = Buffer.byteLength(socketPath)
  if (bytes > longestSocketPath) {
    throw new RangeError(`expected a socket path of at most ${longestSocketPath} bytes, came ${bytes}: ${socketPath}`)
  }
  return socketPath
}

async function listening(server: Server, socketPath: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(socketPath, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
