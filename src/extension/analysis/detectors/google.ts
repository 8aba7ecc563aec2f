import type { Detector } from './detector.ts'

export const google: Detector = {
  library: '@google-cloud/pubsub',
  system: 'gcp_pubsub',
  modules: ['@google-cloud/pubsub'],
  kind: 'topic',
  classes: {
    PubSub: { gives: { topic: 'Topic', subscription: 'Subscription' } },
    Topic: {
      gives: { subscription: 'Subscription' },
      methods: {
        publish: { role: 'send', name: 'new.0', address: true },
        publishMessage: { role: 'send', name: 'new.0', address: true },
        publishJSON: { role: 'send', name: 'new.0', address: true },
      },
    },
    Subscription: {
      methods: { on: { role: 'receive', name: 'new.0', handler: '1', only: 'message', address: true } },
    },
  },
}
