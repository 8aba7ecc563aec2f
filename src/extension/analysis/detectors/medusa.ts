import type { CallRule, Detector } from './detector.ts'

const subscriber: CallRule = { role: 'receive', name: '0.event[]' }
const emit: CallRule = { role: 'send', name: ['0[].name', '0[].eventName', '0'] }

/** Subscribers are files with a table of what they listen to; the application finds them. */
export const medusa: Detector = {
  library: 'medusa',
  system: 'medusa',
  modules: [
    '@medusajs/framework',
    '@medusajs/framework/*',
    '@medusajs/medusa',
    '@medusajs/medusa/*',
    '@medusajs/types',
  ],
  kind: 'topic',
  classes: {
    IEventBusModuleService: {
      methods: { emit, subscribe: { role: 'receive', name: '0', handler: '1' } },
    },
    IEventBusService: { extends: 'IEventBusModuleService' },
    EventBusService: { extends: 'IEventBusModuleService' },
  },
  functions: { emitEventStep: { call: { role: 'send', name: '0.eventName' } } },
  objects: { SubscriberConfig: subscriber },
}
