import type { CallRule, Detector } from './detector.ts'

const keyed: CallRule['name'] = ['0.routingKey[]', '0.queue', '0.exchange']

/** Libraries over RabbitMQ. */
export const rabbitmqs: readonly Detector[] = [
  {
    library: '@golevelup/nestjs-rabbitmq',
    system: 'rabbitmq',
    modules: ['@golevelup/nestjs-rabbitmq'],
    kind: 'topic',
    classes: {
      AmqpConnection: {
        methods: {
          publish: { role: 'send', name: ['1', '0'] },
          request: { role: 'send', name: ['0.routingKey', '0.exchange'] },
          createSubscriber: { role: 'receive', name: ['1.routingKey', '1.queue'], handler: '0' },
        },
      },
    },
    decorators: {
      RabbitSubscribe: { role: 'receive', name: keyed, subscription: '0.queue', handler: '@target', wildcards: ['#'] },
      RabbitRPC: { role: 'receive', name: keyed, subscription: '0.queue', handler: '@target', wildcards: ['#'] },
    },
  },
  {
    library: 'rascal',
    system: 'rabbitmq',
    modules: ['rascal'],
    kind: 'topic',
    classes: {
      BrokerAsPromised: {
        gives: { create: 'BrokerAsPromised' },
        methods: {
          publish: { role: 'send', name: '0' },
          forward: { role: 'send', name: '0' },
          subscribe: { role: 'receive', name: '0' },
        },
      },
      Broker: { extends: 'BrokerAsPromised', gives: { create: 'BrokerAsPromised' } },
    },
  },
]
