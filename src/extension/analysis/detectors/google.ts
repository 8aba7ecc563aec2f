import type { Detector } from './detector.ts'

export const google: readonly Detector[] = [
  {
    library: '@google-cloud/pubsub',
    system: 'gcp_pubsub',
    modules: ['@google-cloud/pubsub'],
    kind: 'topic',
    classes: {
      PubSub: { gives: { topic: 'Topic', subscription: 'Subscription' } },
      Topic: {
        gives: { subscription: 'Subscription', flowControlled: 'this' },
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
  },
  {
    library: 'firebase-functions',
    system: 'gcp_pubsub',
    modules: ['firebase-functions', 'firebase-functions/*'],
    kind: 'topic',
    classes: {
      pubsub: { gives: { topic: 'TopicBuilder' } },
      TopicBuilder: { methods: { onPublish: { role: 'receive', name: 'new.0', handler: '0' } } },
    },
    functions: {
      onMessagePublished: { call: { role: 'receive', name: ['0.topic', '0'], handler: '1' } },
    },
  },
  {
    library: 'firebase-admin messaging',
    system: 'fcm',
    modules: ['firebase-admin', 'firebase-admin/messaging'],
    kind: 'topic',
    default: 'admin',
    classes: {
      admin: { gives: { messaging: 'Messaging' } },
      Messaging: {
        methods: {
          send: { role: 'send', name: ['0.topic', '0.condition'], when: { at: '0.topic', is: 'text' } },
          sendToTopic: { role: 'send', name: '0' },
          subscribeToTopic: { role: 'receive', name: '1' },
        },
      },
    },
    functions: { getMessaging: { gives: 'Messaging' } },
  },
]
