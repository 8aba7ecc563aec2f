import type { CallRule, Detector } from './detector.ts'

const listen: CallRule = { role: 'receive', name: '0', handler: '1' }
const listenMany: CallRule = { role: 'receive', name: '0[]', handler: '1' }
const send: CallRule = { role: 'send', name: '0' }

/** In-process buses whose rules fit on a few lines each. */
export const smallBuses: readonly Detector[] = [
  {
    library: 'mitt',
    system: 'mitt',
    modules: ['mitt'],
    kind: 'event',
    default: 'mitt',
    classes: { Emitter: { scope: 'owner', methods: { emit: send, on: listen } } },
    functions: { mitt: { gives: 'Emitter' } },
  },
  {
    library: 'nanoevents',
    system: 'nanoevents',
    modules: ['nanoevents'],
    kind: 'event',
    classes: { Emitter: { scope: 'owner', methods: { emit: send, on: listen } } },
    functions: { createNanoEvents: { gives: 'Emitter' } },
  },
  {
    library: 'emittery',
    system: 'emittery',
    modules: ['emittery'],
    kind: 'event',
    default: 'Emittery',
    classes: {
      Emittery: {
        scope: 'owner',
        methods: { emit: send, emitSerial: send, on: listenMany, once: listenMany, events: listenMany },
      },
    },
  },
  {
    library: 'pubsub-js',
    system: 'pubsub-js',
    modules: ['pubsub-js'],
    kind: 'topic',
    default: 'PubSub',
    classes: {
      PubSub: { methods: { publish: send, publishSync: send, subscribe: listen, subscribeOnce: listen } },
    },
  },
  {
    library: 'postal',
    system: 'postal',
    modules: ['postal'],
    kind: 'topic',
    default: 'postal',
    classes: {
      postal: {
        gives: { channel: 'Channel' },
        methods: {
          publish: { role: 'send', name: '0.topic' },
          subscribe: { role: 'receive', name: '0.topic', handler: '0.callback', wildcards: ['#'] },
        },
      },
      Channel: {
        methods: { publish: { role: 'send', name: ['0.topic', '0'] }, subscribe: { ...listen, wildcards: ['#'] } },
      },
    },
  },
]
