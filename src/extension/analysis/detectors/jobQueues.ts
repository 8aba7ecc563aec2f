import type { CallRule, Detector } from './detector.ts'

/** Most of them name the queue or the kind of job first. */
const send: CallRule = { role: 'send', name: '0' }
/** What `task()` gave is called without a name. */
const trigger: CallRule = { role: 'send', name: 'new.0.id' }

/** Smaller job libraries, whose rules fit on a few lines each. */
export const jobQueues: readonly Detector[] = [
  {
    library: 'bee-queue',
    system: 'bee-queue',
    modules: ['bee-queue'],
    kind: 'queue',
    default: 'Queue',
    classes: {
      Queue: {
        construct: { role: 'declare', name: '0' },
        methods: {
          createJob: { role: 'send', name: 'new.0' },
          process: { role: 'receive', name: 'new.0', handler: ['1', '0'] },
        },
      },
    },
  },
  {
    library: 'agenda',
    system: 'agenda',
    modules: ['agenda', '@hokify/agenda'],
    kind: 'queue',
    default: 'Agenda',
    classes: {
      Agenda: {
        methods: {
          define: { role: 'receive', name: '0', handler: ['2', '1'] },
          now: send,
          schedule: { role: 'send', name: '1[]' },
          every: { role: 'send', name: '1[]' },
          create: send,
        },
      },
    },
  },
  {
    library: 'pg-boss',
    system: 'pg-boss',
    modules: ['pg-boss'],
    kind: 'queue',
    default: 'PgBoss',
    classes: {
      PgBoss: {
        methods: {
          send: { role: 'send', name: ['0', '0.name'] },
          sendAfter: send,
          sendOnce: send,
          sendSingleton: send,
          sendThrottled: send,
          sendDebounced: send,
          insert: { role: 'send', name: ['0[].name', '0'] },
          schedule: send,
          // An event goes to each queue that is subscribed to it.
          publish: { role: 'send', name: '0', kind: 'topic' },
          subscribe: { role: 'receive', name: '0', kind: 'topic', subscription: '1' },
          work: { role: 'receive', name: '0', handler: ['2', '1'] },
          fetch: { role: 'receive', name: '0' },
          createQueue: { role: 'declare', name: '0' },
        },
      },
    },
  },
  {
    library: 'graphile-worker',
    system: 'graphile-worker',
    modules: ['graphile-worker'],
    kind: 'queue',
    classes: {
      WorkerUtils: {
        methods: { addJob: send, addJobs: { role: 'send', name: '0[].identifier' } },
      },
      JobHelpers: { extends: 'WorkerUtils' },
      Runner: { extends: 'WorkerUtils' },
    },
    functions: {
      makeWorkerUtils: { gives: 'WorkerUtils' },
      quickAddJob: { call: { role: 'send', name: '1' } },
      run: { gives: 'Runner', call: { role: 'receive', name: '0.taskList.keys' } },
      runOnce: { call: { role: 'receive', name: '0.taskList.keys' } },
    },
  },
  {
    library: 'inngest',
    system: 'inngest',
    modules: ['inngest'],
    kind: 'topic',
    classes: {
      Inngest: {
        methods: {
          send: { role: 'send', name: '0[].name' },
          // A function that a clock starts is none of an event.
          createFunction: [
            {
              role: 'receive',
              name: '1[].event',
              handler: '2',
              subscription: '0.id',
              when: { at: '1[].event', is: 'text' },
            },
            {
              role: 'receive',
              name: '0.triggers[].event',
              handler: ['2', '1'],
              subscription: '0.id',
              when: { at: '0.triggers[].event', is: 'text' },
            },
          ],
        },
        hands: { createFunction: { '*': 'Run' } },
      },
      Run: { gives: { step: 'Step' } },
      Step: {
        methods: {
          sendEvent: { role: 'send', name: '1[].name' },
          waitForEvent: { role: 'receive', name: '1.event' },
        },
      },
    },
  },
  {
    library: 'trigger.dev',
    system: 'trigger.dev',
    modules: ['@trigger.dev/sdk', '@trigger.dev/sdk/*'],
    kind: 'queue',
    classes: {
      Task: {
        methods: {
          trigger,
          batchTrigger: trigger,
          triggerAndWait: trigger,
          batchTriggerAndWait: trigger,
        },
      },
      tasks: {
        methods: {
          trigger: send,
          batchTrigger: send,
          triggerAndWait: send,
          triggerAndPoll: send,
        },
      },
    },
    functions: {
      task: { gives: 'Task', call: { role: 'receive', name: '0.id', handler: '0.run' } },
      schemaTask: { gives: 'Task', call: { role: 'receive', name: '0.id', handler: '0.run' } },
    },
  },
  {
    library: 'kue',
    system: 'kue',
    modules: ['kue'],
    kind: 'queue',
    classes: {
      Queue: {
        methods: {
          create: send,
          createJob: send,
          process: { role: 'receive', name: '0', handler: ['2', '1'] },
        },
      },
    },
    functions: { createQueue: { gives: 'Queue' } },
  },
  {
    library: 'rsmq',
    system: 'rsmq',
    modules: ['rsmq'],
    kind: 'queue',
    default: 'RedisSMQ',
    classes: {
      RedisSMQ: {
        methods: {
          sendMessage: { role: 'send', name: '0.qname' },
          sendMessageAsync: { role: 'send', name: '0.qname' },
          receiveMessage: { role: 'receive', name: '0.qname' },
          receiveMessageAsync: { role: 'receive', name: '0.qname' },
          popMessage: { role: 'receive', name: '0.qname' },
          popMessageAsync: { role: 'receive', name: '0.qname' },
        },
      },
    },
  },
]
