import type { CallRule, ClassRules, Detector } from './detector.ts'

const push: CallRule = { role: 'send', name: 'owner' }
const worked: CallRule = { role: 'receive', name: 'owner', handler: '0' }
const fastQueue = { gives: 'FastQueue', call: { ...worked, handler: ['1', '0'] } } as const
const asyncQueue: ClassRules = {
  scope: 'owner',
  methods: { push, unshift: push, pushAsync: push, unshiftAsync: push },
}
/** A limiter that nothing holds has no name, and is no place of the program. */
const named: CallRule = { ...push, when: { at: 'owner', is: 'text' } }
const made = { gives: 'AsyncQueue', call: worked } as const

/** Queues inside one process, which have no name but that of what holds them. */
export const taskQueues: readonly Detector[] = [
  {
    library: 'fastq',
    system: 'fastq',
    modules: ['fastq'],
    kind: 'queue',
    default: 'fastq',
    classes: { FastQueue: { scope: 'owner', methods: { push, unshift: push } } },
    functions: { fastq: fastQueue, promise: fastQueue },
  },
  {
    library: 'async.queue',
    system: 'async.queue',
    modules: ['async', 'async-es'],
    kind: 'queue',
    classes: { AsyncQueue: asyncQueue },
    functions: { queue: made, priorityQueue: made, cargo: made, cargoQueue: made },
  },
  {
    library: 'async/queue',
    system: 'async.queue',
    modules: ['async/queue', 'async/priorityQueue', 'async/cargo', 'async/cargoQueue'],
    kind: 'queue',
    default: 'queue',
    classes: { AsyncQueue: asyncQueue },
    functions: { queue: made },
  },
  {
    library: 'p-queue',
    system: 'p-queue',
    modules: ['p-queue'],
    kind: 'queue',
    default: 'PQueue',
    // A task brings its own worker with it: only what puts it in can be seen.
    classes: {
      PQueue: {
        scope: 'owner',
        construct: { role: 'declare', name: 'owner' },
        methods: { add: named, addAll: named },
      },
    },
  },
]
