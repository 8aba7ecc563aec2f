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
  {
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
        },
      },
      Context: { extends: 'ServiceBroker' },
      Service: { gives: { broker: 'ServiceBroker' } },
    },
  },
  {
    library: 'electron',
    system: 'electron',
    modules: ['electron', 'electron/main', 'electron/renderer', 'electron/common'],
    kind: 'event',
    classes: {
      ipcMain: { methods: { on: listen, once: listen, handle: listen, handleOnce: listen } },
      ipcRenderer: {
        methods: {
          send,
          sendSync: send,
          invoke: send,
          sendToHost: send,
          postMessage: send,
          on: listen,
          once: listen,
          addListener: listen,
        },
      },
      BrowserWindow: {
        gives: { webContents: 'WebContents', fromId: 'BrowserWindow', getFocusedWindow: 'BrowserWindow' },
      },
      WebContents: { methods: { send } },
    },
  },
  {
    library: 'effect',
    system: 'effect',
    modules: ['effect', 'effect/*'],
    kind: 'queue',
    classes: {
      Queue: {
        methods: {
          offer: { role: 'send', name: '0:owner' },
          offerAll: { role: 'send', name: '0:owner' },
          take: { role: 'receive', name: '0:owner' },
          takeAll: { role: 'receive', name: '0:owner' },
        },
      },
      PubSub: {
        methods: {
          publish: { role: 'send', name: '0:owner', kind: 'topic' },
          subscribe: { role: 'receive', name: '0:owner', kind: 'topic' },
        },
      },
    },
  },
  {
    library: 'dapr',
    system: 'dapr',
    modules: ['@dapr/dapr'],
    kind: 'topic',
    classes: {
      DaprClient: { gives: { pubsub: 'ClientPubSub' } },
      ClientPubSub: { methods: { publish: { role: 'send', name: '1' }, publishBulk: { role: 'send', name: '1' } } },
      DaprServer: { gives: { pubsub: 'ServerPubSub' } },
      ServerPubSub: { methods: { subscribe: { role: 'receive', name: '1', handler: '2' } } },
    },
  },
  {
    library: 'temporal',
    system: 'temporal',
    modules: ['@temporalio/workflow', '@temporalio/client'],
    kind: 'event',
    classes: { WorkflowHandle: { methods: { signal: { role: 'send', name: ['0.new.0', '0'] } } }, Signal: {} },
    functions: {
      defineSignal: { gives: 'Signal' },
      setHandler: { call: { role: 'receive', name: ['0.new.0', '0'], handler: '1' } },
    },
  },
]
