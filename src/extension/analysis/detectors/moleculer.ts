import type { CallRule, Detector } from './detector.ts'

const send: CallRule = { role: 'send', name: '0' }
const events: CallRule = {
  role: 'receive',
  name: '0.events.keys',
  wildcards: ['**'],
  when: { at: '0.events.keys', is: 'text' },
}

export const moleculer: Detector = {
  library: 'moleculer',
  system: 'moleculer',
  modules: ['moleculer'],
  kind: 'topic',
  classes: {
    ServiceBroker: {
      methods: {
        emit: send,
        broadcast: send,
        broadcastLocal: send,
        call: { role: 'send', name: '0', kind: 'queue' },
        createService: events,
      },
    },
    Context: { extends: 'ServiceBroker' },
    Service: { gives: { broker: 'ServiceBroker' }, methods: { parseServiceSchema: events } },
  },
  objects: { ServiceSchema: events },
} // prettier-ignore
