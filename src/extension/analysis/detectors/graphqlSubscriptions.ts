import type { CallRule, Detector } from './detector.ts'

const iterator: CallRule = { role: 'receive', name: '0[]' }

export const graphqlSubscriptions: readonly Detector[] = [
  {
    library: 'graphql-subscriptions',
    system: 'graphql-subscriptions',
    modules: [
      'graphql-subscriptions',
      'type-graphql',
      'graphql-redis-subscriptions',
      'graphql-kafka-subscriptions',
      'graphql-kafkajs-subscriptions',
      'graphql-mqtt-subscriptions',
      'graphql-nats-subscriptions',
      'graphql-rabbitmq-subscriptions',
      'graphql-google-pubsub',
      'graphql-yoga',
      '@graphql-yoga/subscription',
      'mercurius',
      'graphql-postgres-subscriptions',
    ],
    kind: 'topic',
    classes: {
      PubSub: {
        methods: {
          publish: { role: 'send', name: ['0.topic', '0'] },
          subscribe: { role: 'receive', name: '0', handler: '1' },
          asyncIterator: iterator,
          asyncIterableIterator: iterator,
        },
      },
      PubSubEngine: { extends: 'PubSub' },
      RedisPubSub: { extends: 'PubSub' },
      KafkaPubSub: { extends: 'PubSub', gives: { create: 'KafkaPubSub' } },
      MQTTPubSub: { extends: 'PubSub' },
      NatsPubSub: { extends: 'PubSub' },
      AmqpPubSub: { extends: 'PubSub' },
      GooglePubSub: { extends: 'PubSub' },
      PostgresPubSub: { extends: 'PubSub' },
    },
    functions: { createPubSub: { gives: 'PubSub' } },
  },
  {
    library: 'type-graphql',
    system: 'graphql-subscriptions',
    modules: ['type-graphql'],
    kind: 'topic',
    decorators: { Subscription: { role: 'receive', name: ['0.topics[]', '1.topics[]'], handler: '@target' } },
  },
]
