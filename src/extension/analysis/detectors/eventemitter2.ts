import type { CallRule, Detector } from './detector.ts'

const listen: CallRule = { role: 'receive', name: '0[]', handler: '1', wildcards: ['**'] }
const send: CallRule = { role: 'send', name: '0[]' }

export const eventemitter2: Detector = {
  library: 'eventemitter2',
  system: 'eventemitter2',
  modules: ['eventemitter2'],
  kind: 'event',
  default: 'EventEmitter2',
  classes: {
    EventEmitter2: {
      scope: 'owner',
      methods: {
        emit: send,
        emitAsync: send,
        on: listen,
        once: listen,
        addListener: listen,
        prependListener: listen,
        many: { role: 'receive', name: '0', handler: '2' },
        waitFor: { role: 'receive', name: '0' },
      },
      gives: { on: 'this', once: 'this' },
    },
  },
}
