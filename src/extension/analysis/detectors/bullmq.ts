import type { CallRule, Detector } from './detector.ts'

const queue: CallRule['name'] = ['new.0', 'inject.0']
const add: CallRule = { role: 'send', name: queue, message: '0' }

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
        add: { role: 'send', name: '0.queueName', message: '0.name' },
        addBulk: { role: 'send', name: '0[].queueName', message: '0[].name' },
      },
    },
  },
}
