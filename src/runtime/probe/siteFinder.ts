import { Budget, Dice } from './budget.ts'
import type { Sites } from './sites.ts'
import { captureStack, type RawFrame } from './stack.ts'
import { isPlatform, userFrames } from './userFrames.ts'

type Callable = (...parameters: never[]) => unknown

export interface SiteFinder {
  /** Within the program's call that created a consumer or a subscription. */
  created(id: number, below: Callable): void
  /** Within one of the program's many calls of `send` or `receive`: few of them have their stack taken. */
  called(id: number, role: 'send' | 'receive', below: Callable): void
  /** For emitters, which choose their calls themselves. Undefined if no stack may be taken now. */
  stack(below: Callable): { user: readonly RawFrame[]; fromPlatform: boolean } | undefined
  refill(elapsed: number): void
}

/** A source's first calls all have their stack taken, then one in so many of those that are heard. */
const certain = 4
const oneIn = 8

/** Takes stacks under budgets: some 25 µs each, so that all together stay below half a percent of the time. */
export function createSiteFinder(sites: Sites, roots: readonly string[], seed: number): SiteFinder {
  const creations = new Budget(500, 50)
  const calls = new Budget(100, 100)
  const emitters = new Budget(200, 50)
  const dice = new Dice(seed)
  const taken = new Map<string, number>()
  let ownFile: string | undefined

  function user(stack: readonly RawFrame[], fromRuntime: boolean): readonly RawFrame[] {
    ownFile ??= captureStack(captureStack)[0]?.file ?? ''
    return userFrames(stack, { fromRuntime, ownFile, roots })
  }

  return {
    created(id, below) {
      if (creations.take()) sites.add(id, 'receive', user(captureStack(below), true))
    },
    called(id, role, below) {
      const key = `${role} ${id}`
      const before = taken.get(key) ?? 0
      if (before >= certain && dice.roll(oneIn) > 0) return
      if (!calls.take()) return
      taken.set(key, before + 1)
      sites.add(id, role, user(captureStack(below), true))
    },
    stack(below) {
      if (!emitters.take()) return undefined
      const stack = captureStack(below)
      const caller = stack.find(({ file }) => file !== 'node:events' && file !== 'node:domain')
      return { user: user(stack, false), fromPlatform: caller === undefined || isPlatform(caller.file) }
    },
    refill(elapsed) {
      for (const budget of [creations, calls, emitters]) budget.refill(elapsed)
      if (taken.size > 20_000) taken.clear()
    },
  }
}
