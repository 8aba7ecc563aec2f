import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Envelope } from '../../../src/runtime/message.ts'
import { MessageStore } from '../../../src/runtime/store.ts'

/** Priority and expiry of one that comes; what is put back is the one that was taken last; time goes on; one is taken. */
type Step =
  | readonly ['push', number, number]
  | readonly ['take']
  | readonly ['back']
  | readonly ['wait', number]
  | readonly ['sweep']
  | readonly ['clear']

const steps = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.tuple(fc.constant('push' as const), fc.integer({ min: -1, max: 1 }), fc.nat(20)) },
    { weight: 9, arbitrary: fc.tuple(fc.constant('take' as const)) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('back' as const)) },
    { weight: 7, arbitrary: fc.tuple(fc.constant('wait' as const), fc.nat(12)) },
    { weight: 7, arbitrary: fc.tuple(fc.constant('sweep' as const)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('clear' as const)) },
  ) as fc.Arbitrary<Step>,
  { maxLength: 300 },
)

interface Modelled {
  readonly body: number
  readonly priority: number
  readonly expiresAt: number
  returned: boolean
}

describe('the store of what waits', () => {
  it('hands out, in order and once each, what a plain list would, and counts what has a place', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const store = new MessageStore<number>()
        let model: Modelled[] = []
        const taken: { readonly message: Modelled; readonly meta: Envelope | undefined }[] = []
        const metas = new Map<number, Envelope | undefined>()
        let now = 0
        for (const [n, step] of all.entries()) {
          if (step[0] === 'push') {
            const [, priority, expiry] = step
            // One in five never expires, most of priority 0 have nothing beside the body.
            const expiresAt = expiry % 5 === 0 ? Infinity : now + expiry
            const meta = expiresAt === Infinity && priority === 0 ? undefined : new Envelope({ priority, expiresAt })
            metas.set(n, meta)
            store.push(n, n, now, meta)
            const behind = model.findIndex((other) => !other.returned && other.priority < priority)
            model.splice(behind < 0 ? model.length : behind, 0, { body: n, priority, expiresAt, returned: false })
          } else if (step[0] === 'take') {
            const message = model.shift()
            expect(takeFrom(store)).toBe(message?.body)
            if (message !== undefined) taken.push({ message, meta: metas.get(message.body) })
          } else if (step[0] === 'back') {
            const last = taken.pop()
            if (last === undefined) continue
            store.return({ body: last.message.body, sequence: last.message.body, time: 0, meta: last.meta, attempt: 1 })
            model.unshift({ ...last.message, returned: true })
          } else if (step[0] === 'wait') now += step[1]
          else if (step[0] === 'clear') {
            store.clear()
            model = []
          } else {
            const staying = model.filter(({ expiresAt }) => expiresAt > now)
            expect(store.sweep(now)).toBe(model.length - staying.length)
            model = staying
          }
          expect(store.occupied).toBe(model.filter(({ returned }) => !returned).length)
          expect(Array.from(store.peek(Infinity), ({ body }) => body)).toEqual(model.map(({ body }) => body))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('keeps no more places than twice those that wait, however many expire behind one that stays', () => {
    const store = new MessageStore<number>()
    store.push(-1, 0, 0, undefined)
    for (let now = 0; now < 10_000; now++) {
      store.push(now, now, now, new Envelope({ expiresAt: now + 10 }))
      store.sweep(now)
    }
    expect(store.occupied).toBe(11)
    expect(store.ring.size).toBeLessThan(64)
  })
})

function takeFrom(store: MessageStore<number>): number | undefined {
  const returned = store.takeReturned()
  if (returned !== undefined) return returned.body
  const ring = store.nextRing()
  if (ring === undefined) return undefined
  const body = ring.first.bodies[ring.first.head]
  store.advance(ring)
  return body
}
