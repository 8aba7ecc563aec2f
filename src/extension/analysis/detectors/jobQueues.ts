import type { Detector } from './detector.ts'

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
          now: { role: 'send', name: '0' },
          schedule: { role: 'send', name: '1[]' },
          every: { role: 'send', name: '1[]' },
          create: { role: 'send', name: '0' },
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
          sendAfter: { role: 'send', name: '0' },
          sendOnce: { role: 'send', name: '0' },
          sendSingleton: { role: 'send', name: '0' },
          sendThrottled: { role: 'send', name: '0' },
          sendDebounced: { role: 'send', name: '0' },
          insert: { role: 'send', name: ['0[].name', '0'] },
          schedule: { role: 'send', name: '0' },
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
        methods: { addJob: { role: 'send', name: '0' }, addJobs: { role: 'send', name: '0[].identifier' } },
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
          trigger: { role: 'send', name: 'new.0.id' },
          batchTrigger: { role: 'send', name: 'new.0.id' },
          triggerAndWait: { role: 'send', name: 'new.0.id' },
          batchTriggerAndWait: { role: 'send', name: 'new.0.id' },
        },
      },
      tasks: {
        methods: {
          trigger: { role: 'send', name: '0' },
          batchTrigger: { role: 'send', name: '0' },
          triggerAndWait: { role: 'send', name: '0' },
          triggerAndPoll: { role: 'send', name: '0' },
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
          create: { role: 'send', name: '0' },
          createJob: { role: 'send', name: '0' },
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
