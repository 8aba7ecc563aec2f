import type { ClassRules, Detector } from './detector.ts'

/** A stream of objects is a bus where somebody asks for those of a class; any other is a value that changes. */
const stream: ClassRules = {
  scope: 'owner',
  methods: { next: { role: 'send', name: '0:class', kind: 'topic', when: { at: '0', is: 'instance' }, paired: true } },
  gives: { asObservable: 'this', pipe: 'this' },
}

export const rxjs: Detector = {
  library: 'rxjs',
  system: 'rxjs',
  modules: ['rxjs', 'rxjs/operators'],
  kind: 'topic',
  classes: { Subject: stream, ReplaySubject: { extends: 'Subject', scope: 'owner' } },
  functions: {
    filter: {
      receiver: 'piped',
      call: { role: 'receive', name: '0:tested', kind: 'topic', when: { at: '0', is: 'function' }, paired: true },
    },
  },
}
