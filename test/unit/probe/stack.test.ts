import { afterEach, describe, expect, it } from 'vitest'
import { captureStack } from '../../../src/runtime/probe/stack.ts'

const before = Object.getOwnPropertyDescriptors(Error)
afterEach(() => {
  for (const name of ['prepareStackTrace', 'stackTraceLimit'] as const) {
    const descriptor = (before as unknown as Record<string, PropertyDescriptor | undefined>)[name]
    if (descriptor === undefined) Reflect.deleteProperty(Error, name)
    else Object.defineProperty(Error, name, descriptor)
  }
})

class Cart {
  place(): ReturnType<typeof captureStack> {
    return listener()
  }
}

function listener(): ReturnType<typeof captureStack> {
  return captureStack(listener)
}

describe('a captured stack', () => {
  it('begins at the caller, with names as a reader would say them', () => {
    const [first, second] = new Cart().place()
    expect(first).toMatchObject({ name: 'Cart.place' })
    expect(first!.file).toContain('stack.test.ts')
    expect(first!.line).toBeGreaterThan(10)
    expect(second!.file).toContain('stack.test.ts')
  })

  it("neither uses nor changes the program's own settings", () => {
    const calls: unknown[] = []
    const own = (error: Error): unknown => calls.push(error)
    const getter = { get: () => own, set: () => calls.push('set'), configurable: true, enumerable: false }
    const settings: readonly PropertyDescriptor[] = [
      { value: own, writable: true, configurable: true, enumerable: true },
      { value: undefined, writable: false, configurable: true, enumerable: false },
      getter,
    ]
    for (const prepareStackTrace of settings) {
      Object.defineProperty(Error, 'prepareStackTrace', prepareStackTrace)
      Object.defineProperty(Error, 'stackTraceLimit', {
        value: 1,
        writable: true,
        configurable: true,
        enumerable: true,
      })
      expect(new Cart().place().length).toBeGreaterThan(1)
      expect(Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')).toEqual(prepareStackTrace)
      expect(Error.stackTraceLimit).toBe(1)
    }
    expect(calls).toEqual([])
    Reflect.deleteProperty(Error, 'prepareStackTrace')
    new Cart().place()
    expect(Object.hasOwn(Error, 'prepareStackTrace')).toBe(false)
  })
})
