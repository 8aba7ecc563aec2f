import type { CallRule, Detector } from './detector.ts'

/** What joins the two ends is the routing key; an exchange that has none is known by its own name. */
const routed: CallRule = { role: 'send', name: ['1', '0'], kind: 'topic' }
const bound: CallRule = {
  role: 'receive',
  name: ['2', '1'],
  kind: 'topic',
  subscription: ['0.new.0', '0'],
  wildcards: ['#'],
}

/** `consume(q.queue)` of `q = await channel.assertQueue('tasks')`; of one without a name, its bindings receive. */
const consumed: readonly CallRule[] = [
  { role: 'receive', name: '0.new.0', handler: '1', when: { at: '0.new.0', is: 'text' } },
  { role: 'receive', name: '0', handler: '1', when: { at: '0.new.0', is: 'data' } },
]

const channel = {
  publish: routed,
  sendToQueue: { role: 'send', name: '0' },
  consume: consumed,
  get: { role: 'receive', name: '0' },
  bindQueue: bound,
  assertQueue: { role: 'declare', name: '0' },
} as const satisfies Record<string, CallRule | readonly CallRule[]>

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
    Channel: { methods: channel, gives: { assertQueue: 'AssertQueue' }, hands: { addSetup: { '*': 'Channel' } } },
    // Its `queue` is the name that it was asserted under.
    AssertQueue: { gives: { queue: 'AssertQueue' } },
    ConfirmChannel: { extends: 'Channel' },
    ChannelWrapper: { extends: 'Channel' },
  },
  functions: { connect: { gives: 'Connection' } },
}
