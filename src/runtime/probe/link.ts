import type { Socket } from 'node:net'
import { maxLineBytes } from '../../protocol/wire.ts'
import { builtin, type Originals } from './originals.ts'

export type LinkState = 'idle' | 'connecting' | 'open' | 'waiting' | 'given up' | 'closed'

export interface Link {
  readonly state: LinkState
  /** True if a line would be taken now: open, and nothing of the last one is left. */
  readonly ready: boolean
  /** Connects, unless it did already or gave up. */
  open(): void
  /** Hands the line to the socket, whole or not at all. What does not go at once is kept and goes with `flush`. */
  write(line: string): void
  flush(): void
  close(): void
}

export interface LinkEvents {
  /** Connected, also anew after the connection was lost: nothing that was written before counts. */
  opened(): void
  /** A line of the peer, not yet decoded. An exception is taken as a peer that is not ours. */
  line(text: string): void
  /** The peer is gone for good. */
  gaveUp(): void
}

/** Pauses before the tries to connect again, in ms. */
const pauses = [100, 250, 500, 1_000, 2_000, 4_000]
/** A connection that held for so long, in ms, starts the count of tries anew. */
const steady = 10_000
const longestControlLine = 1024 * 1024
/** Where writes cannot be done at once (Windows): a peer that takes nothing for so long is given up, as it would hold up the exit. */
const longestStall = 1_000

/**
 * The connection to the extension. It never holds up the program: the socket does not keep the process alive, and lines
 * are written by non-blocking calls of their own, since a write that waits in the event loop would keep it alive.
 * It holds at most one line.
 */
export function createLink(path: string, originals: Originals, events: LinkEvents): Link {
  const { fs, outside } = originals
  let state: LinkState = 'idle'
  let socket: Socket | undefined
  let descriptor = -1
  let rest: Uint8Array | undefined
  let stalledSince = 0
  let failures = 0
  let openedAt = 0
  let incoming = ''

  function open(): void {
    if (state !== 'idle') return
    state = 'connecting'
    outside(connect)
  }

  function connect(): void {
    const opened = new (builtin('node:net').Socket)()
    socket = opened
    opened.setEncoding('utf8')
    opened.unref()
    opened.on('error', ignore)
    opened.on('connect', () => {
      if (socket !== opened || state === 'closed') return
      descriptor = descriptorOf(opened)
      openedAt = originals.elapsed()
      state = 'open'
      incoming = ''
      events.opened()
    })
    opened.on('data', (chunk: string) => receive(opened, chunk))
    opened.on('close', () => {
      if (socket === opened) lost()
    })
    opened.connect({ path })
  }

  function receive(from: Socket, chunk: string): void {
    if (from !== socket) return
    incoming += chunk
    try {
      for (let end = incoming.indexOf('\n'); end >= 0; end = incoming.indexOf('\n')) {
        const line = incoming.slice(0, end)
        incoming = incoming.slice(end + 1)
        events.line(line)
        if (from !== socket) return
      }
      if (incoming.length > longestControlLine) throw new RangeError('The peer sends a line without end.')
    } catch {
      giveUp()
    }
  }

  function lost(): void {
    drop()
    if (state === 'closed' || state === 'given up') return
    // A peer that welcomes and cuts off again and again is no better than one that is not there.
    if (state === 'open' && originals.elapsed() - openedAt > steady) failures = 0
    const pause = pauses[failures++]
    if (pause === undefined) return giveUp()
    state = 'waiting'
    outside(() => {
      originals
        .setTimeout(() => {
          if (state !== 'waiting') return
          state = 'connecting'
          connect()
        }, pause)
        .unref()
    })
  }

  function giveUp(): void {
    if (state === 'closed' || state === 'given up') return
    state = 'given up'
    drop()
    events.gaveUp()
  }

  function drop(): void {
    const dropped = socket
    socket = undefined
    descriptor = -1
    rest = undefined
    incoming = ''
    dropped?.destroy()
  }

  function write(line: string): void {
    if (socket === undefined || state !== 'open' || rest !== undefined) return
    const bytes = encoder.encode(line)
    if (bytes.length > maxLineBytes) return
    rest = bytes
    if (descriptor >= 0) return flush()
    stalledSince = originals.elapsed()
    const writing = socket
    socket.write(bytes, () => {
      if (socket === writing) rest = undefined
    })
  }

  function flush(): void {
    if (rest === undefined || socket === undefined) return
    if (descriptor < 0) {
      if (originals.elapsed() - stalledSince > longestStall) giveUp()
      return
    }
    try {
      while (rest !== undefined && rest.length > 0) rest = rest.subarray(fs.writeSync(descriptor, rest))
      rest = undefined
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') lost()
    }
  }

  return {
    get state() {
      return state
    },
    get ready() {
      return state === 'open' && rest === undefined
    },
    open,
    write,
    flush,
    close() {
      if (state === 'closed') return
      state = 'closed'
      drop()
    },
  }
}

const encoder = new TextEncoder()

/**
 * The socket's file descriptor, non-blocking; −1 where there is none (Windows), or where the number is none of the
 * system's and may be that of a file of the program's (Deno).
 */
function descriptorOf(socket: Socket): number {
  if ('deno' in process.versions) return -1
  const { _handle: handle } = socket as unknown as { _handle?: { fd?: unknown } }
  return typeof handle?.fd === 'number' ? handle.fd : -1
}

function ignore(): void {
  // `close` follows.
}
