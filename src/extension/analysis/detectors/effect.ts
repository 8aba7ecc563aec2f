import type { CallRule, Detector } from './detector.ts'

const offer: CallRule = { role: 'send', name: '0:owner' }
const take: CallRule = { role: 'receive', name: '0:owner' }
const publish: CallRule = { role: 'send', name: '0:owner', kind: 'topic' }
const subscribe: CallRule = { role: 'receive', name: '0:owner', kind: 'topic' }

/** A queue has no name but that of what holds it: `const orders = yield* Queue.unbounded<Order>()`. */
export const effect: Detector = {
  library: 'effect',
  system: 'effect',
  modules: ['effect', 'effect/*'],
  kind: 'queue',
  classes: {
    Queue: {
      gives: { bounded: 'Made', unbounded: 'Made', sliding: 'Made', dropping: 'Made', make: 'Made' },
      methods: {
        offer,
        offerAll: offer,
        unsafeOffer: offer,
        offerUnsafe: offer,
        take,
        takeAll: take,
        takeN: take,
        takeUpTo: take,
        takeBetween: take,
        poll: take,
      },
    },
    PubSub: {
      gives: { bounded: 'Hub', unbounded: 'Hub', sliding: 'Hub', dropping: 'Hub' },
      methods: { publish, publishAll: publish, subscribe },
    },
    Stream: { methods: { fromQueue: take, fromPubSub: subscribe } },
    Made: {
      methods: {
        offer: { role: 'send', name: 'owner' },
        offerAll: { role: 'send', name: 'owner' },
        takeAll: { role: 'receive', name: 'owner' },
      },
    },
    Hub: {
      methods: {
        publish: { role: 'send', name: 'owner', kind: 'topic' },
        publishAll: { role: 'send', name: 'owner', kind: 'topic' },
      },
    },
  },
}
