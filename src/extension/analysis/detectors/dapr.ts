import type { CallRule, Detector } from './detector.ts'

const publish: CallRule = { role: 'send', name: '1' }
const subscribe: CallRule = { role: 'receive', name: '1', handler: '2' }

export const dapr: Detector = {
  library: 'dapr',
  system: 'dapr',
  modules: ['@dapr/dapr'],
  kind: 'topic',
  classes: {
    DaprClient: { gives: { pubsub: 'ClientPubSub', binding: 'ClientBinding' } },
    ClientPubSub: { methods: { publish, publishBulk: publish } },
    ClientBinding: { methods: { send: { role: 'send', name: '0', kind: 'queue' } } },
    DaprServer: { gives: { pubsub: 'ServerPubSub', binding: 'ServerBinding', client: 'DaprClient' } },
    ServerPubSub: {
      methods: { subscribe, subscribeBulk: subscribe, subscribeWithOptions: { ...subscribe, handler: '2.callback' } },
    },
    ServerBinding: { methods: { receive: { role: 'receive', name: '0', handler: '1', kind: 'queue' } } },
  },
}
