import type { Detector } from './detector.ts'

/** A message's first frame is its topic, which subscribers ask for by its beginning. */
export const zeromq: Detector = {
  library: 'zeromq',
  system: 'zeromq',
  modules: ['zeromq', 'zeromq/*'],
  kind: 'topic',
  classes: {
    Publisher: { methods: { send: { role: 'send', name: ['0.0', '0'] } } },
    Subscriber: { methods: { subscribe: { role: 'receive', name: '*' } } },
  },
}
