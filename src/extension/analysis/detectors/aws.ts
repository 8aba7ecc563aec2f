import type { CallRule, Detector } from './detector.ts'

const queueUrl: CallRule['name'] = '0.QueueUrl'
const topicArn: CallRule['name'] = ['0.TopicArn', '0.TargetArn']
const sqsSend: CallRule = { role: 'send', name: queueUrl, kind: 'queue', address: true }
const sqsReceive: CallRule = { role: 'receive', name: queueUrl, kind: 'queue', address: true }
const snsSend: CallRule = { role: 'send', name: topicArn, kind: 'topic', address: true }
const snsReceive: CallRule = { ...snsSend, role: 'receive' }
const events: CallRule = { role: 'send', name: '0.Entries[].DetailType', kind: 'topic' }
const kinesis: CallRule = { role: 'send', name: ['0.StreamName', '0.StreamARN'], kind: 'topic', address: true }

/** Records are read through an iterator, which alone says of which stream. */
const kinesisReceive: CallRule = { ...kinesis, role: 'receive' }

/** Commands are what counts, whoever sends them; the aggregated clients' methods say the same. */
export const aws: readonly Detector[] = [
  {
    library: '@aws-sdk/client-sqs',
    system: 'aws_sqs',
    modules: ['@aws-sdk/client-sqs'],
    kind: 'queue',
    classes: {
      SendMessageCommand: { construct: sqsSend },
      SendMessageBatchCommand: { construct: sqsSend },
      ReceiveMessageCommand: { construct: sqsReceive },
      SQS: { methods: { sendMessage: sqsSend, sendMessageBatch: sqsSend, receiveMessage: sqsReceive } },
    },
  },
  {
    library: '@aws-sdk/client-sns',
    system: 'aws.sns',
    modules: ['@aws-sdk/client-sns'],
    kind: 'topic',
    classes: {
      PublishCommand: { construct: snsSend },
      PublishBatchCommand: { construct: snsSend },
      SubscribeCommand: { construct: snsReceive },
      SNS: { methods: { publish: snsSend, publishBatch: snsSend, subscribe: snsReceive } },
    },
  },
  {
    library: '@aws-sdk/client-eventbridge',
    system: 'aws.eventbridge',
    modules: ['@aws-sdk/client-eventbridge', '@aws-sdk/client-cloudwatch-events'],
    kind: 'topic',
    classes: { PutEventsCommand: { construct: events }, EventBridge: { methods: { putEvents: events } } },
  },
  {
    library: '@aws-sdk/client-kinesis',
    system: 'aws.kinesis',
    modules: ['@aws-sdk/client-kinesis'],
    kind: 'topic',
    classes: {
      PutRecordCommand: { construct: kinesis },
      PutRecordsCommand: { construct: kinesis },
      GetShardIteratorCommand: { construct: kinesisReceive },
      Kinesis: { methods: { putRecord: kinesis, putRecords: kinesis, getShardIterator: kinesisReceive } },
    },
  },
  {
    library: 'aws-sdk',
    system: 'aws',
    modules: ['aws-sdk', 'aws-sdk/*'],
    kind: 'queue',
    classes: {
      SQS: { methods: { sendMessage: sqsSend, sendMessageBatch: sqsSend, receiveMessage: sqsReceive } },
      SNS: { methods: { publish: snsSend, publishBatch: snsSend, subscribe: snsReceive } },
      EventBridge: { methods: { putEvents: events } },
      CloudWatchEvents: { methods: { putEvents: events } },
      Kinesis: { methods: { putRecord: kinesis, putRecords: kinesis, getShardIterator: kinesisReceive } },
    },
  },
  {
    library: 'sqs-consumer',
    system: 'aws_sqs',
    modules: ['sqs-consumer'],
    kind: 'queue',
    classes: {
      Consumer: {
        methods: {
          create: {
            role: 'receive',
            name: '0.queueUrl',
            handler: ['0.handleMessage', '0.handleMessageBatch'],
            address: true,
          },
        },
      },
    },
  },
  {
    library: '@ssut/nestjs-sqs',
    system: 'aws_sqs',
    modules: ['@ssut/nestjs-sqs'],
    kind: 'queue',
    classes: { SqsService: { methods: { send: { role: 'send', name: '0' } } } },
    decorators: { SqsMessageHandler: { role: 'receive', name: '0', handler: '@target' } },
  },
  {
    library: 'sqs-producer',
    system: 'aws_sqs',
    modules: ['sqs-producer'],
    kind: 'queue',
    classes: {
      Producer: {
        gives: { create: 'Producer' },
        methods: { send: { role: 'send', name: 'new.0.queueUrl', address: true } },
      },
    },
  },
]
