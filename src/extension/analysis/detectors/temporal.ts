import type { CallRule, Detector } from './detector.ts'

/** By the definition, or by the very name. */
const definition: CallRule['name'] = ['0.new.0', '0']
const signal: CallRule = { role: 'send', name: definition }

export const temporal: Detector = {
  library: 'temporal',
  system: 'temporal',
  modules: ['@temporalio/workflow', '@temporalio/client'],
  kind: 'event',
  classes: {
    WorkflowHandle: { methods: { signal } },
    ExternalWorkflowHandle: { extends: 'WorkflowHandle' },
    ChildWorkflowHandle: { extends: 'WorkflowHandle' },
    Client: { gives: { workflow: 'WorkflowClient' } },
    WorkflowClient: {
      gives: { getHandle: 'WorkflowHandle', start: 'WorkflowHandle', signalWithStart: 'WorkflowHandle' },
      methods: { signalWithStart: { role: 'send', name: ['1.signal.new.0', '1.signal'] } },
    },
    Signal: {},
  },
  functions: {
    defineSignal: { gives: 'Signal' },
    getExternalWorkflowHandle: { gives: 'ExternalWorkflowHandle' },
    startChild: { gives: 'ChildWorkflowHandle' },
    setHandler: { call: { role: 'receive', name: definition, handler: '1', when: { at: '0', is: 'data' } } },
  },
}
