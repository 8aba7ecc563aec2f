import type { CallRule, Detector } from './detector.ts'

const send: CallRule = { role: 'send', name: '0' }
const listen: CallRule = { role: 'receive', name: '0', handler: '1', when: { at: '1', is: 'present' } }

/** An emitter the program wrote itself, over no library: the engine knows it by how it keeps its listeners. */
export const ownEmitter: Detector = {
  library: 'own emitter',
  system: 'own-emitter',
  modules: [],
  kind: 'event',
  classes: {
    Emitter: {
      scope: 'owner',
      methods: {
        emit: send,
        trigger: send,
        fire: send,
        publish: send,
        dispatch: send,
        on: listen,
        once: listen,
        subscribe: listen,
        listen,
        addListener: listen,
      },
    },
  },
}
