import type { CallRule, Detector } from './detector.ts'

/** The platform's EventTarget, where the program makes or extends one itself: elements of a page are not asked. */
const listen: CallRule = { role: 'receive', name: '0', handler: '1' }

export const eventTarget: Detector = {
  library: 'EventTarget',
  system: 'dom',
  modules: ['event-target-shim'],
  kind: 'event',
  default: 'EventTarget',
  globals: {
    EventTarget: 'EventTarget',
    CustomEvent: 'CustomEvent',
    Event: 'Event',
    BroadcastChannel: 'BroadcastChannel',
  },
  classes: {
    EventTarget: {
      onlyMade: true,
      scope: 'owner',
      methods: { dispatchEvent: { role: 'send', name: '0.new.0' }, addEventListener: listen },
    },
    CustomEvent: {},
    Event: {},
    BroadcastChannel: {
      methods: {
        postMessage: { role: 'send', name: 'new.0', kind: 'topic' },
        addEventListener: {
          role: 'receive',
          name: 'new.0',
          kind: 'topic',
          handler: '1',
          when: { at: '0', is: 'text' },
        },
      },
      assigned: { onmessage: { role: 'receive', name: 'new.0', kind: 'topic', handler: '0' } },
    },
  },
}
