import type { CallRule, ClassRules, Detector } from './detector.ts'

const producer: ClassRules = {
  methods: {
    send: { role: 'send', name: ['0.topic', '0.messages[].topic'] },
    sendBatch: { role: 'send', name: '0.topicMessages[].topic' },
  },
}
const consumer: ClassRules = {
  methods: { subscribe: { role: 'receive', name: ['0.topic', '0.topics[]'], group: 'new.0.groupId' } },
}
const nodeStyle: CallRule = { role: 'receive', name: '0[]', group: 'new.0.group.id' }

export const kafka: readonly Detector[] = [
  {
    library: 'kafkajs',
    system: 'kafka',
    modules: ['kafkajs', '@confluentinc/kafka-javascript', '@nestjs/microservices/external/kafka.interface'],
    kind: 'topic',
    classes: {
      Kafka: { gives: { producer: 'Producer', consumer: 'Consumer', admin: 'Admin' } },
      Producer: { ...producer, gives: { transaction: 'Producer' } },
      Transaction: { extends: 'Producer' },
      Consumer: consumer,
      Admin: {},
    },
  },
  {
    library: 'node-rdkafka',
    system: 'kafka',
    modules: ['node-rdkafka'],
    kind: 'topic',
    classes: {
      Producer: { methods: { produce: { role: 'send', name: '0' } } },
      HighLevelProducer: { extends: 'Producer' },
      KafkaConsumer: { methods: { subscribe: nodeStyle } },
    },
  },
  {
    library: '@platformatic/kafka',
    system: 'kafka',
    modules: ['@platformatic/kafka'],
    kind: 'topic',
    classes: {
      Producer: { methods: { send: { role: 'send', name: '0.messages[].topic' } } },
      Consumer: { methods: { consume: { role: 'receive', name: '0.topics[]', group: 'new.0.groupId' } } },
    },
  },
]
