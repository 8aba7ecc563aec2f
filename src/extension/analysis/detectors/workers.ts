import { listeners, tagged, told, toldAlone } from './taggedMessages.ts'
import type { ClassRules, Detector } from './detector.ts'

/** A worker, a port or a scope: all are ends of one place, as nothing in the source says which talks to which. */
const end: ClassRules = {
  methods: { postMessage: tagged, ...listeners, addEventListener: told },
  assigned: { onmessage: toldAlone },
  gives: { on: 'this', port1: 'MessagePort', port2: 'MessagePort', port: 'MessagePort' },
}

export const workers: Detector = {
  library: 'worker messages',
  system: 'worker',
  modules: ['worker_threads', 'node:worker_threads'],
  kind: 'event',
  globals: {
    Worker: 'Worker',
    SharedWorker: 'Worker',
    MessageChannel: 'MessageChannel',
    MessagePort: 'MessagePort',
    self: 'parentPort',
    // A worker's scope needs no name before these.
    postMessage: 'ScopeFunction',
    addEventListener: 'ScopeFunction',
  },
  classes: {
    Worker: end,
    MessagePort: end,
    MessageChannel: { gives: { port1: 'MessagePort', port2: 'MessagePort' } },
    parentPort: end,
    DedicatedWorkerGlobalScope: end,
    ScopeFunction: {},
  },
  functions: { postMessage: { call: tagged }, addEventListener: { call: told } },
}
