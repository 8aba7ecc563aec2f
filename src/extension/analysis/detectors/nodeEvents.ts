import type { CallRule, Detector } from './detector.ts'

const listen: CallRule = {
  role: 'receive',
  name: '0',
  handler: '1',
  when: { at: '1', is: 'present' },
  except: ['newListener', 'removeListener'],
}

export const nodeEvents: Detector = {
  library: 'node:events',
  system: 'node:events',
  modules: ['events', 'node:events'],
  kind: 'event',
  default: 'EventEmitter',
  classes: {
    EventEmitter: {
      scope: 'owner',
      methods: {
        emit: { role: 'send', name: '0' },
        on: listen,
        once: listen,
        addListener: listen,
        prependListener: listen,
        prependOnceListener: listen,
      },
      gives: {
        on: 'this',
        once: 'this',
        addListener: 'this',
        off: 'this',
        setMaxListeners: 'this',
      },
    },
    EventEmitterAsyncResource: { extends: 'EventEmitter', scope: 'owner' },
  },
  functions: {
    once: { receiver: '0', call: { role: 'receive', name: '1' } },
    on: { receiver: '0', call: { role: 'receive', name: '1' } },
  },
}
