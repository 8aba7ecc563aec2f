import { describe, expect, it } from 'vitest'
import { compare } from '../../../scripts/truth/match.ts'
import type { Found, Label } from '../../../scripts/truth/match.ts'

const send = (line: number, name?: string | null, file = 'src/a.ts'): Label => ({
  file,
  line,
  role: 'send',
  ...(name !== undefined && { name }),
})
const found = (line: number, name: string | null, file = 'src/a.ts'): Found => ({ file, line, role: 'send', name })
const covered = ['src']

describe('places', () => {
  it('match up to two lines apart, in the same file and role', () => {
    const near = compare([send(10, 'x')], [], covered, [found(12, 'x')])
    expect(near).toMatchObject({ recall: 1, precision: 1, names: 1 })
    expect(compare([send(10, 'x')], [], covered, [found(13, 'x')])).toMatchObject({ recall: 0, precision: 0 })
    expect(compare([send(10, 'x')], [], covered, [found(10, 'x', 'src/b.ts')]).matched).toBe(0)
    expect(compare([send(10, 'x')], [], covered, [{ ...found(10, 'x'), role: 'receive' }]).matched).toBe(0)
  })

  it('match one to one, so that one call cannot stand for two', () => {
    const comparison = compare([send(10, 'x'), send(11, 'y')], [], covered, [found(10, 'x')])
    expect(comparison).toMatchObject({ labelled: 2, matched: 1, recall: 0.5, precision: 1 })
    expect(comparison.missed.map(({ line }) => line)).toEqual([11])
  })

  it('match the nearest line before a farther one with the right name', () => {
    const comparison = compare([send(10, 'x'), send(11, 'y')], [], covered, [found(10, 'y'), found(11, 'x')])
    expect(comparison).toMatchObject({ matched: 2, names: 0 })
  })

  it('are not judged outside the covered folders', () => {
    const comparison = compare([send(10, 'x')], [], covered, [found(10, 'x'), found(5, 'z', 'srcs/b.ts')])
    expect(comparison).toMatchObject({ found: 1, precision: 1 })
  })

  it('beside a doubt are neither right nor false, but a label near it still counts', () => {
    const doubts = [send(20, 'x')]
    expect(compare([send(10, 'x')], doubts, covered, [found(10, 'x'), found(21, 'z')])).toMatchObject({
      found: 1,
      precision: 1,
      falseAlarms: [],
    })
    expect(compare([send(21, 'z')], doubts, covered, [found(20, 'z')])).toMatchObject({ recall: 1 })
  })

  it('without a label are false alarms', () => {
    const comparison = compare([send(10, 'x')], [], covered, [found(10, 'x'), found(40, 'z')])
    expect(comparison.precision).toBe(0.5)
    expect(comparison.falseAlarms).toEqual([{ file: 'src/a.ts', line: 40, role: 'send', names: ['z'] }])
  })
})

describe('names', () => {
  it('are right only if equal', () => {
    const comparison = compare([send(10, 'a/*/b'), send(20, 'x')], [], covered, [found(10, 'a/*'), found(20, 'x')])
    expect(comparison.names).toBe(0.5)
    expect(comparison.wrongNames).toEqual([
      { place: { file: 'src/a.ts', line: 10, role: 'send', names: ['a/*/b'] }, shown: ['a/*'] },
    ])
  })

  it('that are not known at all may be null or one star', () => {
    expect(compare([send(10, null)], [], covered, [found(10, '*')]).names).toBe(1)
    expect(compare([send(10, null)], [], covered, [found(10, 'guess')]).names).toBe(0)
  })

  it('of one place are compared as a set: one too many costs as much as one too few', () => {
    const labels = [send(10, 'a'), send(10, 'b')]
    const of = (...names: string[]): number | undefined =>
      compare(
        labels,
        [],
        covered,
        names.map((name) => found(10, name)),
      ).names
    expect(of('b', 'a')).toBe(1)
    expect(of('a')).toBe(0.5)
    expect(of('a', 'b', 'c', 'd')).toBe(0.5)
    expect(compare(labels, [], covered, [found(10, 'a'), found(10, 'b')]).labelled).toBe(1)
  })

  it('are not judged where the label has none', () => {
    expect(compare([send(10)], [], covered, [found(10, 'whatever')])).toMatchObject({ recall: 1, names: undefined })
  })
})

it('divides by nothing: no figure, not a perfect one', () => {
  expect(compare([], [], covered, [])).toMatchObject({ recall: undefined, precision: undefined, names: undefined })
})
