import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EventBus } from '../../../src/runtime/index.ts'
import { until } from './conditions.ts'
import { expectConserved } from './conservation.ts'

/** What is done to the bus, or to the subscription with that number. */
type Step = readonly ['publish' | 'pause' | 'resume' | 'turn', number]

const steps = fc.array(
  fc.tuple(fc.constantFrom<Step[0]>('publish', 'publish', 'publish', 'pause', 'resume', 'turn'), fc.nat(2)),
  { maxLength: 60 },
)
const capacities = fc.array(fc.constantFrom(0, 1, 3, 1000), { minLength: 3, maxLength: 3 })
const failing = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 })

const long = process.env['FANOUT_LONG'] === '1'
const seed = Number(process.env['FANOUT_SEED'] ?? 20_261_124)

it(`gives each subscription each event once, in order, whatever the others do (seed ${seed})`, async () => {
  const property = fc.asyncProperty(steps, capacities, failing, async (list, sizes, fails) => {
    const bus = new EventBus<{ event: number }>('model')
    const got: number[][] = [[], [], []]
    const subscriptions = sizes.map((capacity, which) =>
      bus.subscribe(
        'event',
        (n) => {
          got[which]?.push(n)
          if (fails[which]) throw new Error('always')
        },
        { name: `s${which}`, capacity, onFailed: () => {} },
      ),
    )
    let published = 0
    for (const [what, which] of list) {
      const subscription = subscriptions[which]
      if (what === 'publish') void bus.publish('event', published++)
      else if (what === 'turn') await new Promise((resolve) => setImmediate(resolve))
      else if (what === 'pause') subscription?.pause()
      else subscription?.resume()
      for (const { stats } of subscriptions) {
        expectConserved(stats)
        expect(stats.sent + stats.waitingSenders).toBe(published)
      }
    }
    for (const subscription of subscriptions) subscription.resume()
    await until(() => got.every((bodies) => bodies.length >= published), 'all events')
    await bus.close()
    const all = Array.from({ length: published }, (_, n) => n)
    for (const bodies of got) expect(bodies).toEqual(all)
  })
  await fc.assert(property, { seed, numRuns: long ? 3000 : 150 })
}, 600_000)
