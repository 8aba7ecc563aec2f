import { describe, expect, test } from 'vitest'
import { memoryBroker } from '../../src/runtime/brokers/memory.ts'
import { brokerContract } from '../../src/runtime/testing.ts'

describe('memory broker', () => {
  const { features } = memoryBroker()
  brokerContract({ features, createBroker: () => memoryBroker(), test, skip: test.skip })

  test('takes no dead-letter queue for the lack of one, whatever its name', async () => {
    const broker = memoryBroker()
    await broker.declare('none', { kind: 'queue' })
    await broker.declare('jobs', { kind: 'queue' })
    await expect(broker.declare('jobs', { kind: 'queue', deadLetter: 'none' })).rejects.toThrow(
      'memory broker: jobs: deadLetter must be as it was declared first, none, got "none"',
    )
  })
})
