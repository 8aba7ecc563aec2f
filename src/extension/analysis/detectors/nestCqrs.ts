import type { CallRule, Detector } from './detector.ts'

const byClass = (role: CallRule['role'], kind: 'queue' | 'topic'): CallRule => ({ role, name: '0:class', kind })

export const nestCqrs: Detector = {
  library: '@nestjs/cqrs',
  system: 'nestjs.cqrs',
  modules: ['@nestjs/cqrs'],
  kind: 'topic',
  classes: {
    EventBus: {
      methods: {
        publish: byClass('send', 'topic'),
        publishAll: { role: 'send', name: '0[]:class', kind: 'topic' },
      },
    },
    CommandBus: { methods: { execute: byClass('send', 'queue') } },
    QueryBus: { methods: { execute: byClass('send', 'queue') } },
    EventPublisher: { gives: {} },
    AggregateRoot: { methods: { apply: byClass('send', 'topic') } },
  },
  functions: { ofType: { call: { role: 'receive', name: '*:class', kind: 'topic' } } },
  decorators: {
    EventsHandler: { role: 'receive', name: '*:class', kind: 'topic', handler: '@method.handle' },
    CommandHandler: { role: 'receive', name: '0:class', kind: 'queue', handler: '@method.execute' },
    QueryHandler: { role: 'receive', name: '0:class', kind: 'queue', handler: '@method.execute' },
  },
}
