import { describe, expect, test } from 'vitest'
import type { BrokerFeatures } from '../../src/runtime/brokers/broker.ts'
import { memoryBroker } from '../../src/runtime/brokers/memory.ts'
import { brokerContract } from '../../src/runtime/testing.ts'

describe('memory broker', () => {
  const features = memoryBroker().features
  brokerContract({ features, createBroker: () => memoryBroker(), test, skip: test.skip })
})

test('a broker that lacks a feature has the tests skipped that need it', () => {
  const run: string[] = []
  const skipped: string[] = []
  const none: BrokerFeatures = {
    ordered: false,
    redelivers: false,
    deadLetters: false,
    delays: false,
    replays: false,
    depth: false,
  }
  brokerContract({
    features: none,
    createBroker: () => memoryBroker(),
    test: (name) => run.push(name),
    skip: (name) => skipped.push(name),
  })
  expect(run.filter((name) => name.includes('needs'))).toEqual([])
  expect(skipped).toHaveLength(6)
  expect(skipped.every((name) => name.includes('(needs '))).toBe(true)
})

test('a broker that loses messages fails the contract', async () => {
  const bodies: (() => Promise<void>)[] = []
  brokerContract({
    features: memoryBroker().features,
    createBroker: () => ({ ...memoryBroker(), send: async () => {} }),
    test: (_, body) => bodies.push(body),
    skip: () => {},
    patience: 20,
  })
  const outcomes = await Promise.allSettled(bodies.map((body) => body()))
  expect(outcomes.map(({ status }) => status)).toEqual(bodies.map(() => 'rejected'))
})
