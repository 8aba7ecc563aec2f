import { describe, test } from 'vitest'
import { memoryBroker } from '../../src/runtime/brokers/memory.ts'
import { brokerContract } from '../../src/runtime/testing.ts'

describe('memory broker', () => {
  const { features } = memoryBroker()
  brokerContract({ features, createBroker: () => memoryBroker(), test, skip: test.skip })
})
