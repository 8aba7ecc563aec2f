import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { clock, counted, duration, durations, figure, rate, seconds } from '../../../src/webview/format.ts'

// The same cases in each run; a hunt for more is made by hand.
fc.configureGlobal({ seed: 1204 })

const nothing = '–'

describe('figures', () => {
  it.each([
    [0, '0'],
    [7, '7'],
    [1204, '1,204'],
    [9999, '9,999'],
    [10_000, '10k'],
    [12_400, '12.4k'],
    [12_449, '12.4k'],
    [999_499, '999k'],
    [999_500, '1M'],
    [1_240_000, '1.24M'],
    [6.2, '6.2'],
    [0.126, '0.126'],
    [1234.5, '1,235'],
    [-3, '−3'],
    [0.0001, '<0.001'],
    [Number.NaN, nothing],
  ])('%d is %s', (value, text) => expect(figure(value)).toBe(text))

  it('never says more than three significant digits of what is not whole, nor more than six characters', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e13, noNaN: true }), (value) => {
        const text = figure(value)
        expect(text.length).toBeLessThanOrEqual(value < 1 ? 7 : 6)
        if (!Number.isInteger(value) && value < 100)
          expect(text.replaceAll(/^0\.0*|[.,]/g, '').length).toBeLessThanOrEqual(3)
      }),
    )
  })

  it('grows with the value', () => {
    const read = (text: string): number => {
      const unit = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 }[text.at(-1) ?? ''] ?? 1
      return Number.parseFloat(text.replaceAll(',', '')) * unit
    }
    fc.assert(
      fc.property(fc.nat(1e9), fc.nat(1e9), (a, b) => {
        if (a <= b) expect(read(figure(a))).toBeLessThanOrEqual(read(figure(b)))
      }),
    )
  })
})

describe('rates', () => {
  it.each([
    [0, '0/s'],
    [0.004, '<0.01/s'],
    [0.4, '0.4/s'],
    [0.126, '0.13/s'],
    [6.23, '6.2/s'],
    [9.96, '10/s'],
    [38.4, '38/s'],
    [1234.4, '1,234/s'],
    [12_440.2, '12.4k/s'],
  ])('%d is %s', (value, text) => expect(rate(value)).toBe(text))
})

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.0004, '1 µs'],
    [0.042, '42 µs'],
    [0.4, '400 µs'],
    [0.9999, '1 ms'],
    [22, '22 ms'],
    [480, '480 ms'],
    [999.6, '1 s'],
    [1240, '1.24 s'],
    [15_100, '15.1 s'],
    [599_000, '599 s'],
    [750_000, '12.5 min'],
    [11_520_000, '3.2 h'],
    [Number.NaN, '– ms'],
  ])('%d ms is %s', (value, text) => expect(duration(value)).toBe(text))

  it('says a unit once if both have it', () => {
    expect(durations(480, 512)).toBe('480 · 512 ms')
    expect(durations(480, 1512)).toBe('480 ms · 1.51 s')
  })

  it.each([
    [-5, '0:00'],
    [42_900, '0:42'],
    [725_000, '12:05'],
    [3_723_000, '1:02:03'],
  ])('a clock shows %d ms as %s', (value, text) => expect(clock(value)).toBe(text))

  it.each([
    [31.4, '31 s'],
    [119, '119 s'],
    [150, '3 min'],
    [7300, '2 h'],
  ])('%d seconds are %s in words', (value, text) => expect(seconds(value)).toBe(text))
})

it('counts one and many', () => {
  expect(counted(1, 'consumer')).toBe('1 consumer')
  expect(counted(0, 'consumer')).toBe('0 consumers')
  expect(counted(1200, 'reply', 'replies')).toBe('1,200 replies')
})
