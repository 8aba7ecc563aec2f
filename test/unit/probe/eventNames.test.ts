import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventNames } from '../../../src/runtime/probe/eventNames.ts'

describe('the names of watched events', () => {
  it('are exact, or patterns whose stars stand for any part', () => {
    const names = createEventNames()
    names.add(['saved', 'user/*/done', 'a*b*c'])
    expect(['saved', 'user/7/done', 'user//done', 'abc', 'a--b--c'].map((name) => names.resolve(name))).toEqual([
      'saved',
      'user/*/done',
      'user/*/done',
      'a*b*c',
      'a*b*c',
    ])
    const misfits = ['save', 'saved2', 'user/done', 'user/7/done/', 'acb', 'ab', '', Symbol('saved')]
    for (const name of [...misfits, ...misfits]) expect(names.resolve(name)).toBeUndefined()
  })

  it('match as a regular expression would', () => {
    const part = fc.stringMatching(/^[ab/]{0,3}$/)
    fc.assert(
      fc.property(fc.array(part, { minLength: 2, maxLength: 4 }), fc.stringMatching(/^[ab/]{0,12}$/), (parts, name) => {
        fc.pre(parts.some((each) => each !== ''))
        const pattern = parts.join('*')
        const names = createEventNames()
        names.add([pattern])
        const expected = new RegExp(`^${parts.join('.*')}$`).test(name) ? pattern : undefined
        expect(names.resolve(name)).toBe(expected)
        expect(names.resolve(name)).toBe(expected)
      }),
      { numRuns: 500 },
    )
  })

  it('leave out a name of which nothing is known', () => {
    const names = createEventNames()
    names.add(['*', '**'])
    expect(names.exactOnly).toBe(true)
    expect(names.resolve('anything')).toBeUndefined()
  })

  it('know a name anew that was none before it was added', () => {
    const names = createEventNames()
    names.add(['x/*'])
    expect(names.resolve('y/1')).toBeUndefined()
    names.add(['y/*'])
    expect(names.resolve('y/1')).toBe('y/*')
    names.clear()
    expect(names.resolve('y/1')).toBeUndefined()
  })

  it('remember a bounded number of decisions', () => {
    const names = createEventNames()
    names.add(['x/*'])
    for (let n = 0; n < 12_000; n++) names.resolve(`other ${n}`)
    expect(names.misfits.size).toBeLessThanOrEqual(5_000)
  })
})
