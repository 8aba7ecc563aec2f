import type { CallRule, Detector } from './detector.ts'

const queue: CallRule['name'] = ['new.0', 'inject.0']
const add: CallRule = { role: 'send', name: queue, message: '0' }

/** Events of the queue, which reach every process that listens: the library's own, and those that a producer makes. */
const listen: CallRule = { role: 'receive', name: '0', kind: 'event', handler: '1', except: ['error', 'ioredis:close'] }

export const bullmq: Detector = {
  library: 'bullmq',
  system: 'bullmq',
  modules: ['bullmq', '@taskforcesh/bullmq-pro'],
  kind: 'queue',
  classes: {
    Queue: {
      construct: { role: 'declare', name: '0' },
      methods: {
        add,
        addBulk: { role: 'send', name: queue, message: '0[].name' },
        upsertJobScheduler: { role: 'send', name: queue, message: ['2.name', '0'] },
      },
    },
    QueuePro: { extends: 'Queue' },
    Worker: { construct: { role: 'receive', name: '0', handler: '1' } },
    WorkerPro: { extends: 'Worker' },
    FlowProducer: {
      methods: {
        add: [
          { role: 'send', name: '0.queueName', message: '0.name' },
          {
            role: 'send',
            name: '0.children[].queueName',
            message: '0.children[].name',
            when: { at: '0.children[].queueName', is: 'text' },
          },
        ],
        addBulk: [
          { role: 'send', name: '0[].queueName', message: '0[].name' },
          {
            role: 'send',
            name: '0[].children[].queueName',
            message: '0[].children[].name',
            when: { at: '0[].children[].queueName', is: 'text' },
          },
        ],
      },
    },
    QueueEvents: { scope: 'new.0', methods: { on: listen, once: listen, addListener: listen } },
    QueueEventsProducer: {
      scope: 'new.0',
      methods: { publishEvent: { role: 'send', name: '0.eventName', kind: 'event' } },
    },
  },
}
