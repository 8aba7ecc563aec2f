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
const reads: CallRule = { role: 'receive', name: '2.topics[]' }
const writes: CallRule = { role: 'send', name: '2.topic' }
const nodeProducer: ClassRules = { methods: { produce: { role: 'send', name: '0' } } }
const nodeConsumer: ClassRules = {
  methods: { subscribe: { role: 'receive', name: '0[]', group: 'new.0.group.id' } },
}
const nodeStreams: Detector['functions'] = { createReadStream: { call: reads }, createWriteStream: { call: writes } }

export const kafka: readonly Detector[] = [
  {
    library: 'kafkajs',
    system: 'kafka',
    modules: ['kafkajs', '@nestjs/microservices/external/kafka.interface'],
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
    library: '@confluentinc/kafka-javascript',
    system: 'kafka',
    modules: ['@confluentinc/kafka-javascript'],
    kind: 'topic',
    // One package with two interfaces: that of kafkajs under `KafkaJS`, and that of node-rdkafka.
    classes: {
      Kafka: { gives: { producer: 'Producer', consumer: 'Consumer', admin: 'Admin' } },
      Producer: { methods: { ...producer.methods, ...nodeProducer.methods } },
      HighLevelProducer: { extends: 'Producer' },
      Consumer: consumer,
      KafkaConsumer: nodeConsumer,
      Admin: {},
    },
    functions: nodeStreams,
  },
  {
    library: 'node-rdkafka',
    system: 'kafka',
    modules: ['node-rdkafka'],
    kind: 'topic',
    classes: {
      Producer: nodeProducer,
      HighLevelProducer: { extends: 'Producer' },
      KafkaConsumer: nodeConsumer,
    },
    functions: nodeStreams,
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
