import type { CallRule, Detector } from './detector.ts'

/** What joins the two ends is the routing key; an exchange that has none is known by its own name. */
const routed: CallRule = { role: 'send', name: ['1', '0'], kind: 'topic' }
const bound: CallRule = { role: 'receive', name: ['2', '1'], kind: 'topic', subscription: '0', wildcards: ['#'] }

const channel = {
  publish: routed,
  sendToQueue: { role: 'send', name: '0' },
  consume: { role: 'receive', name: '0', handler: '1' },
  get: { role: 'receive', name: '0' },
  bindQueue: bound,
  assertQueue: { role: 'declare', name: '0' },
} as const satisfies Record<string, CallRule>

export const amqplib: Detector = {
  library: 'amqplib',
  system: 'rabbitmq',
  modules: ['amqplib', 'amqplib/callback_api', 'amqp-connection-manager', 'amqplib-as-promised'],
  kind: 'queue',
  classes: {
    Connection: {
      gives: { createChannel: 'Channel', createConfirmChannel: 'Channel' },
      // The manager of connections hands every new channel to these.
      hands: { createChannel: { setup: 'Channel' } },
    },
    ChannelModel: { extends: 'Connection' },
    AmqpConnectionManager: { extends: 'Connection' },
    IAmqpConnectionManager: { extends: 'Connection' },
    Channel: { methods: channel, hands: { addSetup: { '*': 'Channel' } } },
    ConfirmChannel: { extends: 'Channel' },
    ChannelWrapper: { extends: 'Channel' },
  },
  functions: { connect: { gives: 'Connection' } },
}
