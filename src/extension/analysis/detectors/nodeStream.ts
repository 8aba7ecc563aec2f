import type { CallRule, ClassRules, Detector } from './detector.ts'

/** What every stream says of itself. */
const except = [
  'data', 'end', 'error', 'close', 'finish', 'readable', 'pause', 'resume', 'pipe', 'unpipe', 'drain', 'prefinish',
  'newListener', 'removeListener',
] // prettier-ignore
const send: CallRule = { role: 'send', name: '0', except }
const listen: CallRule = { role: 'receive', name: '0', handler: '1', when: { at: '1', is: 'present' }, except }

const emitter: ClassRules = {
  scope: 'owner',
  methods: { emit: send, on: listen, once: listen, addListener: listen, prependListener: listen },
  gives: { on: 'this', once: 'this', addListener: 'this' },
}

/** A bare stream that can neither be read nor written is an emitter: older programs use one as their bus. */
export const nodeStream: Detector = {
  library: 'node:stream',
  system: 'node:events',
  modules: ['stream', 'node:stream', 'readable-stream'],
  kind: 'event',
  default: 'Stream',
  classes: {
    Stream: emitter,
  },
}
