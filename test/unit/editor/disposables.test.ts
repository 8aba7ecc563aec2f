import { describe, expect, it } from 'vitest'
import { createOwner } from '../../../src/extension/editor/disposables.ts'

describe('createOwner', () => {
  it('disposes the last first, once', () => {
    const order: number[] = []
    const owner = createOwner()
    for (const n of [1, 2, 3]) owner.own({ dispose: () => order.push(n) })
    owner.dispose()
    owner.dispose()
    expect(order).toEqual([3, 2, 1])
  })

  it('disposes a late arrival at once and still hands it back', () => {
    const owner = createOwner()
    owner.dispose()
    let disposed = 0
    const item = { dispose: () => disposed++ }
    expect(owner.own(item)).toBe(item)
    expect(disposed).toBe(1)
  })

  it('goes on after one that fails, and tells', () => {
    const errors: unknown[] = []
    let disposed = false
    const owner = createOwner((error) => errors.push(error))
    owner.own({ dispose: () => (disposed = true) })
    owner.own({
      dispose() {
        throw new Error('stuck')
      },
    })
    owner.dispose()
    expect(disposed).toBe(true)
    expect(errors).toEqual([new Error('stuck')])
  })
})
