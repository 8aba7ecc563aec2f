/** What a text is said to hold must never be less than what a parse finds in it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { use, wanted, wordsOf, type Use } from '../../../src/extension/analysis/program/fileWords.ts'

const holds = (text: string, word: string, how: Use): boolean => wordsOf(text).mayHold(wanted(word, how), how)

describe('a word in a text', () => {
  it.each([
    'bus.emit(1)',
    'emit<string>(1)',
    'bus.emit?.(1)',
    'bus.emit!(1)',
    "bus['emit'](1)",
    'bus[`emit`] ("a")',
    '(bus.emit as Send)(1)',
    '(bus.emit)(1)',
    '((bus.emit))?.(1)',
    'bus\n  .emit\n  (1)',
    'bus.emit /* now */ (1)',
    'this.#emit(1)',
  ])('may be called: %s', (text) => {
    expect(holds(text, text.includes('#') ? '#emit' : 'emit', use.called)).toBe(true)
  })
  it.each(['const emit = 1', 'bus.emit = f', "import { emit } from 'x'", 'emit && on(1)', 'a.emit != b'])(
    'is not called: %s',
    (text) => {
      expect(holds(text, 'emit', use.called)).toBe(false)
    },
  )
  it.each([
    ['new Bus(1)', 'Bus', use.made],
    ['new lib.queues.Bus(1)', 'Bus', use.made],
    ['new (pick as typeof Bus)', 'Bus', use.made],
    ['this.bus = 1', 'bus', use.assigned],
    ['this.bus ??= 1', 'bus', use.assigned],
    ['this.bus\n ||= 1', 'bus', use.assigned],
    ['class A extends lib.Bus {}', 'Bus', use.inherited],
    ['class A extends (Bus as new () => B<C>) {}', 'Bus', use.inherited],
    ['class A extends mixin(One, Bus) {}', 'Bus', use.inherited],
    ['class A implements One, Bus<string> {}', 'Bus', use.inherited],
    ['@On(1) f() {}', 'On', use.decorated],
    ['@lib.On f() {}', 'On', use.decorated],
    ['const { emit: say } = bus', 'emit', use.renamed],
    ['const Q = isPro ? pro.QueuePro : Queue', 'QueuePro', use.renamed],
    ['bus.onDidOpen(f)', 'on', use.calledStart],
    ['const Q: Maker =\n  Queue', 'Queue', use.renamed],
  ] as const)('%s', (text, word, how) => {
    expect(holds(text, word, how)).toBe(true)
  })
  it('of a name that is no plain word, its last one counts', () => {
    expect(holds("bus['room-joined'](1)", 'room-joined', use.called)).toBe(true)
    expect(holds('a(1)', 'room-', use.called)).toBe(true)
  })
})

it('knows what imports and exports rename', () => {
  const text = `
import Bus, { emit as say, on } from './bus'
import type Shape from 'shape'
import * as all from 'all'
import('./later')
export { on as listen, Bus as default }
export { default, 'odd name' as odd } from './other'
export { default as Again } from './again'
export default Bus
`
  expect(wordsOf(text).moved).toEqual([
    { from: 'default', to: 'Bus', specifier: './bus' },
    { from: 'emit', to: 'say', specifier: './bus' },
    { from: 'default', to: 'Shape', specifier: 'shape' },
    { from: 'on', to: 'listen', specifier: undefined },
    { from: 'Bus', to: 'default', specifier: undefined },
    { from: 'odd name', to: 'odd', specifier: './other' },
    { from: 'default', to: 'default', specifier: './other' },
    { from: 'default', to: 'Again', specifier: './again' },
  ])
  expect(wordsOf(text).defaults).toEqual(['Bus'])
})

it('knows the classes that extend something, and loops that wait', () => {
  const { heirs, hasForAwait } = wordsOf('class A extends B {}\nclass C {}\nabstract class D<T> extends E<T> {}\n')
  expect(heirs).toEqual(['A', 'D'])
  expect(hasForAwait).toBe(false)
  expect(wordsOf('for await (const m of on(bus, 1)) {}').hasForAwait).toBe(true)
})

it('forgets no word, however many there are', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-zA-Z_$][\w$]{0,12}$/), { maxLength: 300 }), (names) => {
      const words = wordsOf(names.map((name) => `x.${name}(1)\n`).join(''))
      for (const name of names) expect(words.mayHold(wanted(name, use.called), use.called)).toBe(true)
    }),
    { seed: 7, numRuns: 50 },
  )
})
