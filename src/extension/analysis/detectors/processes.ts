import { listeners, tagged, told } from './taggedMessages.ts'
import type { ClassRules, Detector } from './detector.ts'

const end: ClassRules = {
  methods: { send: tagged, ...listeners },
  gives: { on: 'this', process: 'ChildProcess' },
}

/** Messages between a process and the ones it forks. */
export const processes: Detector = {
  library: 'process messages',
  system: 'process',
  modules: ['child_process', 'node:child_process', 'cluster', 'node:cluster'],
  kind: 'event',
  default: 'cluster',
  globals: { process: 'ChildProcess' },
  globalsWithModule: true,
  classes: {
    ChildProcess: end,
    Worker: end,
    // Every worker's message comes with the worker before it.
    cluster: {
      gives: { fork: 'Worker' },
      methods: { on: told },
    },
  },
  functions: { fork: { gives: 'ChildProcess' } },
}
