import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DecodeError,
  decodeConfiguration,
  decodeControlMessage,
  decodeLastFrame,
  decodeProbeMessage,
  limits,
} from '../../../src/protocol/decode.ts'
import { encodeLine, type Frame } from '../../../src/protocol/wire.ts'
import { almostMessage, configuration, controlMessage, lastFrame, longName, probeMessage } from './wireArbitraries.ts'

const decoders = {
  decodeProbeMessage,
  decodeControlMessage,
  decodeConfiguration,
  decodeLastFrame,
}

describe('what was encoded', () => {
  it('is decoded to the same probe message', () => {
    fc.assert(
      fc.property(probeMessage, (message) => {
        expect(decodeProbeMessage(encodeLine(message))).toEqual(message)
      }),
    )
  })
  it('is decoded to the same control message', () => {
    fc.assert(
      fc.property(controlMessage, (message) => {
        expect(decodeControlMessage(encodeLine(message))).toEqual(message)
      }),
    )
  })
  it('is decoded to the same configuration and last frame', () => {
    fc.assert(
      fc.property(configuration, (it) => {
        expect(decodeConfiguration(JSON.stringify(it))).toEqual(it)
      }),
    )
    fc.assert(
      fc.property(lastFrame, (it) => {
        expect(decodeLastFrame(JSON.stringify(it))).toEqual(it)
      }),
    )
  })
})

describe.each(Object.entries(decoders))('%s', (_name, decode) => {
  it('throws a DecodeError and nothing else on garbage', () => {
    const refused = (text: string): void => {
      try {
        decode(text)
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError)
      }
    }
    fc.assert(fc.property(fc.string({ unit: 'binary' }), refused))
    fc.assert(
      fc.property(
        almostMessage.map((value) => JSON.stringify(value)),
        refused,
      ),
    )
  })

  it('throws a DecodeError on a message that was cut or had a character changed', () => {
    const at = fc.double({ min: 0, max: 0.999, noNaN: true })
    fc.assert(
      fc.property(
        fc.oneof(probeMessage, controlMessage, configuration, lastFrame),
        at,
        fc.string(),
        (message, share, put) => {
          const text = JSON.stringify(message)
          const index = Math.floor(share * text.length)
          for (const broken of [text.slice(0, index), text.slice(0, index) + put + text.slice(index + 1)]) {
            try {
              decode(broken)
            } catch (error) {
              expect(error).toBeInstanceOf(DecodeError)
            }
          }
        },
      ),
    )
  })

  it('refuses what nests too deep for JSON', () => {
    expect(() => decode('['.repeat(200_000))).toThrow(DecodeError)
  })
})

describe('a refused message', () => {
  const frame = (fields: object): string =>
    JSON.stringify({
      type: 'frame',
      sequence: 1,
      at: 1,
      declared: [],
      counters: [],
      sites: [],
      samples: [],
      gone: [],
      ...fields,
    })

  it.each([
    [frame({ counters: [{ id: 1 }, { id: 2, depth: -1 }] }), 'message.counters[1].depth: expected an integer from 0'],
    [frame({ counters: [{ id: 1, sent: 1.5 }] }), 'message.counters[0].sent: expected an integer'],
    [frame({ counters: [{ id: 1, sent: 2 ** 53 }] }), 'message.counters[0].sent: expected an integer'],
    [frame({ counters: [{ id: 1, oldestAge: 'x' }] }), 'message.counters[0].oldestAge: expected a finite number'],
    [frame({ counters: [{ id: 1, wait: [3] }] }), 'message.counters[0].wait: expected pairs of bucket and count'],
    [
      frame({ counters: [{ id: 1, wait: [290, 1] }] }),
      'message.counters[0].wait[0]: expected an integer from 0 to 289',
    ],
    [frame({ declared: [{ id: 1, kind: 'exchange' }] }), 'message.declared[0].kind: expected "queue" or "topic"'],
    [
      frame({ declared: [{ id: 1, kind: 'topic', system: 'fanout', scope: 'b', name: longName }] }),
      'at most 500 characters',
    ],
    [
      frame({ gone: Array.from({ length: limits.sources + 1 }, () => 1) }),
      'message.gone: expected at most 10000 elements',
    ],
    [frame({ samples: null }), 'message.samples: expected an array, came null'],
    ['{"type":"frame"}', 'message.sequence: expected an integer from 1 to 9007199254740991, came nothing'],
    ['{"type":"exit"}', 'message.type: expected "hello" or "frame" or "goodbye", came "exit"'],
    ['[]', 'message: expected an object, came an array of 0'],
    ['{', 'line: expected JSON'],
  ])('says where, what was expected and what came: %s', (line, expected) => {
    expect(() => decodeProbeMessage(line)).toThrow(expected)
  })

  it('tells no more than the beginning of what came', () => {
    const line = JSON.stringify({ type: 'x'.repeat(1_000_000) })
    expect(() => decodeProbeMessage(line)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{0,140}$/) }),
    )
  })
})

describe('what is decoded', () => {
  it('holds the named fields and nothing else', () => {
    const line =
      '{"type":"goodbye","exitCode":0,"extra":1,"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'
    const decoded = decodeProbeMessage(line)
    expect(Object.keys(decoded)).toEqual(['type', 'exitCode'])
    expect(Object.getPrototypeOf(decoded)).toBe(Object.prototype)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it('is not taken from a prototype', () => {
    const inherited =
      '{"type":"frame","__proto__":{"sequence":1,"at":1,"declared":[],"counters":[],"sites":[],"samples":[],"gone":[]}}'
    expect(() => decodeProbeMessage(inherited)).toThrow('message.sequence')
  })

  it('is a session whose name is a plain file name', () => {
    const hello = {
      type: 'hello',
      version: 1,
      token: 't'.repeat(16),
      pid: 1,
      thread: 0,
      node: '',
      title: '',
      cwd: '',
      startedAt: 0,
    }
    for (const session of ['../../etc/passwd', 'a/b/c/d/e/f', 'C:\\windows', '', 'abc.last.last', 'x'.repeat(65)]) {
      expect(() => decodeProbeMessage(JSON.stringify({ ...hello, session }))).toThrow('message.session')
    }
    expect(decodeProbeMessage(JSON.stringify({ ...hello, session: 'abc-0-123' }))).toMatchObject({
      session: 'abc-0-123',
    })
  })

  it('is a whole frame at its bounds', () => {
    const frame: Frame = {
      type: 'frame',
      sequence: 1,
      at: 1,
      declared: [],
      counters: Array.from({ length: limits.sources }, (_, index) => ({ id: index + 1, sent: index })),
      sites: [],
      samples: [],
      gone: [],
    }
    expect(decodeProbeMessage(encodeLine(frame))).toEqual(frame)
  })
})
