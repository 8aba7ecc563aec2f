import type { Socket } from 'node:net'
import { decodeProbeMessage } from '../../protocol/decode.ts'
import { encodeLine, maxLineBytes, type ControlMessage, type ProbeMessage } from '../../protocol/wire.ts'

export interface Connection {
  send(message: ControlMessage): void
  /** Cuts it off; nothing of it is heard any more, but `closed` is. */
  close(): void
}

export interface ConnectionEvents {
  /** An exception is taken as a peer that says nonsense: it is cut off. */
  message(message: ProbeMessage): void
  /** Always once. `problem` says why it was cut off, if it was. */
  closed(problem: string | undefined): void
}

/** Lines of an untrusted peer. Bounded: a line that does not end, and a peer that takes nothing, are cut off. */
export function openConnection(socket: Socket, events: ConnectionEvents): Connection {
  let pieces: Buffer[] = []
  let length = 0
  let problem: string | undefined
  let isOpen = true

  function cut(why: string | undefined): void {
    if (!isOpen) return
    isOpen = false
    problem = why
    pieces = []
    socket.destroy()
  }

  function read(chunk: Buffer): void {
    let from = 0
    try {
      for (let end = chunk.indexOf(newline); end >= 0 && isOpen; end = chunk.indexOf(newline, from)) {
        const line = Buffer.concat([...pieces, chunk.subarray(from, end)]).toString('utf8')
        if (line.length > maxLineBytes) throw new RangeError(tooLong)
        from = end + 1
        pieces = []
        length = 0
        events.message(decodeProbeMessage(line))
      }
    } catch (error) {
      return cut(error instanceof Error ? error.message : String(error))
    }
    if (!isOpen || from >= chunk.length) return
    pieces.push(chunk.subarray(from))
    length += chunk.length - from
    if (length > maxLineBytes) cut(tooLong)
  }

  socket.on('data', read)
  socket.on('error', () => cut(undefined))
  socket.on('close', () => {
    isOpen = false
    events.closed(problem)
  })
  return {
    send(message) {
      if (!isOpen) return
      socket.write(encodeLine(message))
      if (socket.writableLength > mostUnsent) cut(`the peer left ${socket.writableLength} bytes unread`)
    },
    close: () => cut(undefined),
  }
}

const newline = 0x0a
const mostUnsent = 8 * 1024 * 1024
const tooLong = `expected a line of at most ${maxLineBytes} bytes, came a longer one`
