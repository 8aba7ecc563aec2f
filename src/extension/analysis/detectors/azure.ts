import type { CallRule, Detector } from './detector.ts'

const named: CallRule['name'] = 'new.0'

const toHub: CallRule = { role: 'send', name: ['new.1', 'new.0'] }
const trigger = (system: string, kind: NonNullable<CallRule['kind']>, name: CallRule['name']): CallRule => ({
  role: 'receive',
  name,
  kind,
  system,
  handler: '1.handler',
})

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
          subscribe: { role: 'receive', name: named, subscription: 'new.1', handler: '0.processMessage' },
          receiveMessages: { role: 'receive', name: named, subscription: 'new.1' },
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
      EventHubProducerClient: { methods: { sendBatch: toHub } },
      EventHubBufferedProducerClient: { methods: { enqueueEvent: toHub, enqueueEvents: toHub } },
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
  {
    library: '@azure/eventgrid',
    system: 'eventgrid',
    modules: ['@azure/eventgrid'],
    kind: 'topic',
    classes: {
      EventGridPublisherClient: { methods: { send: { role: 'send', name: ['0[].eventType', '0[].type'] } } },
    },
  },
  {
    library: '@azure/functions',
    system: 'azure.functions',
    modules: ['@azure/functions'],
    kind: 'queue',
    classes: {
      app: {
        methods: {
          serviceBusQueue: trigger('servicebus', 'queue', '1.queueName'),
          // A topic's sender says as little of its kind as a queue's.
          serviceBusTopic: { ...trigger('servicebus', 'queue', '1.topicName'), subscription: '1.subscriptionName' },
          storageQueue: trigger('azure.storage-queue', 'queue', '1.queueName'),
          eventHub: trigger('eventhubs', 'topic', '1.eventHubName'),
        },
      },
    },
  },
]
