import type { CallRule, Detector } from './detector.ts'

/** An Evt is one event, known by what holds it; of one that carries several, each message says its name first. */
const post: readonly CallRule[] = [
  { role: 'send', name: '0.0', when: { at: '0.0', is: 'text' } },
  { role: 'send', name: 'owner', when: { at: '0.0', is: 'data' } },
  { role: 'send', name: 'owner', when: { at: '0', is: 'absent' } },
]
const attach: CallRule = { role: 'receive', name: 'owner', handler: '-1' }
const attachTo: CallRule = { role: 'receive', name: ['0.new.0', 'owner'], handler: '-1' }

export const evt: Detector = {
  library: 'evt',
  system: 'evt',
  modules: ['evt'],
  kind: 'event',
  classes: {
    Evt: {
      scope: 'owner',
      gives: { create: 'Evt' },
      methods: {
        post,
        postAndWait: post,
        postAsyncOnceHandled: post,
        attach,
        attachOnce: attach,
        attachPrepend: attach,
        attachExtract: attach,
        waitFor: attach,
        $attach: attachTo,
        $attachOnce: attachTo,
      },
    },
    Operator: {},
  },
  functions: { to: { gives: 'Operator' } },
}
