import fc from 'fast-check'
import { expect, it } from 'vitest'
import { joinedName } from '../../../../src/extension/joinedName.ts'

const pair = (from: string, to: string) => ({ from, to })

it('takes an exact name before a pattern, and patterns in their order', () => {
  const pairs = [pair('*-dev', '*'), pair('*', 'any'), pair('mail-dev', 'post')]
  expect(joinedName('mail-dev', pairs)).toBe('post')
  expect(joinedName('orders-dev', pairs)).toBe('orders')
  expect(joinedName('orders', pairs)).toBe('any')
})

it('puts what each * stood for into the * of the same place', () => {
  expect(joinedName('eu.orders.paid.v2', [pair('*.orders.*.v2', 'orders/*/*')])).toBe('orders/eu/paid')
  expect(joinedName('orders-7', [pair('orders-*', 'orders')])).toBe('orders')
  expect(joinedName('a', [pair('a', '*')])).toBe('*')
})

it('leaves a name that no pair speaks of, also where a pattern only nearly matches', () => {
  expect(joinedName('dev', [pair('dev*dev', 'x')])).toBe('dev')
  expect(joinedName('-dev-', [pair('*-dev', 'x')])).toBe('-dev-')
})

it('matches what a regular expression of the same meaning matches', () => {
  const part = fc.stringMatching(/^[ab.]{0,4}$/)
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.stringMatching(/^[ab.]{0,10}$/), (parts, name) => {
      const expression = new RegExp(`^${parts.map((one) => one.replaceAll('.', '\\.')).join('.*')}$`)
      expect(joinedName(name, [pair(parts.join('*'), 'MATCHED')]) === 'MATCHED').toBe(expression.test(name))
    }),
  )
})
