import type { CallRule, Detector } from './detector.ts'

const send: CallRule = { role: 'send', name: 'new.0', fallback: 'queue' }

export const fanout: Detector = {
  library: 'fanout',
  system: 'fanout',
  modules: ['fanout'],
  kind: 'queue',
  classes: {
    Queue: {
      construct: { role: 'declare', name: '0', capacity: '1.capacity' },
      methods: {
        send,
        trySend: send,
        receive: { role: 'receive', name: 'new.0' },
        consume: { role: 'receive', name: 'new.0', handler: '0', subscription: '1.name', deadLetter: '1.deadLetter' },
      },
      iterate: { role: 'receive', name: 'new.0' },
    },
    EventBus: {
      scope: 'new.0',
      methods: {
        publish: { role: 'send', name: '0', kind: 'topic' },
        subscribe: {
          role: 'receive',
          name: '0',
          kind: 'topic',
          handler: '1',
          subscription: ['2.name', '2.group', '1:name'],
          group: '2.group',
          deadLetter: '2.deadLetter',
          wildcards: ['*', '#'],
        },
        declare: { role: 'receive', name: '0', kind: 'topic', subscription: '1', wildcards: ['*', '#'] },
      },
    },
  },
}
