import type { CallRule, Detector } from './detector.ts'

/** A component's own `$emit` goes to its parent; only an instance that is also listened to is a bus. */
const send: CallRule = { role: 'send', name: '0', paired: true }
const listen: CallRule = { role: 'receive', name: '0[]', handler: '1', paired: true }

export const vueBus: Detector = {
  library: 'Vue event bus',
  system: 'vue',
  modules: ['vue'],
  kind: 'event',
  default: 'Vue',
  classes: {
    Vue: { scope: 'owner', methods: { $emit: send, $on: listen, $once: listen } },
  },
}
