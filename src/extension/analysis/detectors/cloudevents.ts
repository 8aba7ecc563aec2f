import type { CallRule, Detector } from './detector.ts'

const converted: CallRule = { role: 'receive', name: [] }

/** An event is known by its type; what makes one of a request receives it. */
export const cloudevents: Detector = {
  library: 'cloudevents',
  system: 'cloudevents',
  modules: ['cloudevents'],
  kind: 'topic',
  classes: {
    CloudEvent: { construct: { role: 'send', name: '0.type' } },
    HTTP: { methods: { toEvent: converted } },
    Kafka: { methods: { toEvent: converted } },
    MQTT: { methods: { toEvent: converted } },
  },
}
