import type { ClassRules, Detector } from './detector.ts'

const wildcards = ['>']
const connection: ClassRules = {
  methods: {
    publish: { role: 'send', name: '0' },
    request: { role: 'send', name: '0' },
    requestMany: { role: 'send', name: '0' },
    subscribe: { role: 'receive', name: '0', group: '1.queue', handler: '1.callback', wildcards },
  },
  gives: { jetstream: 'JetStreamClient' },
}

export const nats: readonly Detector[] = [
  {
    library: 'nats',
    system: 'nats',
    modules: ['nats', 'nats.ws', '@nats-io/*'],
    kind: 'topic',
    classes: {
      NatsConnection: connection,
      JetStreamClient: {
        methods: {
          publish: { role: 'send', name: '0' },
          subscribe: { role: 'receive', name: '0', wildcards },
          pullSubscribe: { role: 'receive', name: '0', wildcards },
        },
        gives: { consumers: 'Consumers' },
      },
      // A consumer is made on a stream, whose name is what its reader knows.
      Consumers: { gives: { get: 'Consumer' } },
      Consumer: {
        methods: {
          consume: { role: 'receive', name: 'new.0', subscription: 'new.1', handler: '0.callback' },
          fetch: { role: 'receive', name: 'new.0', subscription: 'new.1' },
          next: { role: 'receive', name: 'new.0', subscription: 'new.1' },
        },
      },
    },
    functions: { connect: { gives: 'NatsConnection' }, jetstream: { gives: 'JetStreamClient' } },
  },
  {
    library: 'mqtt',
    system: 'mqtt',
    modules: ['mqtt', 'async-mqtt'],
    kind: 'topic',
    classes: {
      MqttClient: {
        methods: {
          publish: { role: 'send', name: '0' },
          publishAsync: { role: 'send', name: '0' },
          subscribe: { role: 'receive', name: ['0[]', '0.keys'], wildcards: ['#', '+'] },
          subscribeAsync: { role: 'receive', name: ['0[]', '0.keys'], wildcards: ['#', '+'] },
        },
      },
      AsyncMqttClient: { extends: 'MqttClient' },
    },
    functions: { connect: { gives: 'MqttClient' }, connectAsync: { gives: 'MqttClient' } },
  },
]
