import type { CallRule, Detector } from './detector.ts'

const named: CallRule['name'] = 'new.0'

export const azure: readonly Detector[] = [
  {
    library: '@azure/service-bus',
    system: 'servicebus',
    modules: ['@azure/service-bus'],
    kind: 'queue',
    classes: {
      ServiceBusClient: {
        gives: {
          createSender: 'ServiceBusSender',
          createReceiver: 'ServiceBusReceiver',
          acceptSession: 'ServiceBusReceiver',
          acceptNextSession: 'ServiceBusReceiver',
        },
      },
      ServiceBusSender: {
        methods: { sendMessages: { role: 'send', name: named }, scheduleMessages: { role: 'send', name: named } },
      },
      ServiceBusReceiver: {
        methods: {
          subscribe: { role: 'receive', name: named, handler: '0.processMessage' },
          receiveMessages: { role: 'receive', name: named },
        },
      },
    },
  },
  {
    library: '@azure/event-hubs',
    system: 'eventhubs',
    modules: ['@azure/event-hubs'],
    kind: 'topic',
    classes: {
      EventHubProducerClient: { methods: { sendBatch: { role: 'send', name: ['new.1', 'new.0'] } } },
      EventHubConsumerClient: {
        methods: {
          subscribe: { role: 'receive', name: ['new.2', 'new.1'], handler: '0.processEvents', group: 'new.0' },
        },
      },
    },
  },
  {
    library: '@azure/storage-queue',
    system: 'azure.storage-queue',
    modules: ['@azure/storage-queue'],
    kind: 'queue',
    classes: {
      QueueServiceClient: { gives: { getQueueClient: 'QueueClient', fromConnectionString: 'QueueServiceClient' } },
      QueueClient: {
        methods: {
          sendMessage: { role: 'send', name: ['new.0', 'new.1'] },
          receiveMessages: { role: 'receive', name: ['new.0', 'new.1'] },
        },
      },
    },
  },
]
