import type { CallRule, Detector } from './detector.ts'

/** Which queue or stream feeds a handler stands in its deployment, not in its source. */
const fed = (system: string, kind: NonNullable<CallRule['kind']>): CallRule => ({
  role: 'receive',
  name: [],
  handler: '@target',
  system,
  kind,
})
const sqs = fed('aws_sqs', 'queue')
const sns = fed('aws.sns', 'topic')
const kinesis = fed('aws.kinesis', 'topic')
const dynamo = fed('aws.dynamodb', 'topic')
const s3 = fed('aws.s3', 'topic')
/** Of a bus, the type says which event: `EventBridgeEvent<'OrderPaid', Order>`. */
const bus: CallRule = { ...fed('aws.eventbridge', 'topic'), name: 'type.0' }

export const lambda: Detector = {
  library: 'aws-lambda',
  system: 'aws.lambda',
  modules: ['aws-lambda', '@types/aws-lambda'],
  kind: 'queue',
  handles: {
    SQSEvent: sqs,
    SQSHandler: sqs,
    SNSEvent: sns,
    SNSHandler: sns,
    EventBridgeEvent: bus,
    EventBridgeHandler: bus,
    KinesisStreamEvent: kinesis,
    KinesisStreamHandler: kinesis,
    DynamoDBStreamEvent: dynamo,
    DynamoDBStreamHandler: dynamo,
    S3Event: s3,
    S3Handler: s3,
  },
}
