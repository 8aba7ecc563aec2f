import type { CallRule, Detector } from './detector.ts'

const queue: CallRule['name'] = ['new.0', 'inject.0']

export const bull: Detector = {
  library: 'bull',
  system: 'bull',
  modules: ['bull'],
  kind: 'queue',
  default: 'Queue',
  classes: {
    Queue: {
      construct: { role: 'declare', name: '0' },
      methods: {
        add: [
          { role: 'send', name: queue, message: '0', when: { at: '0', is: 'text' } },
          { role: 'send', name: queue, when: { at: '0', is: 'data' } },
        ],
        addBulk: { role: 'send', name: queue, message: '0[].name' },
        process: [
          { role: 'receive', name: queue, message: '0', handler: ['2', '1'], when: { at: '0', is: 'text' } },
          { role: 'receive', name: queue, handler: ['1', '0'], when: { at: '0', is: 'data' } },
        ],
      },
    },
  },
  functions: { Queue: { gives: 'Queue' } },
}
