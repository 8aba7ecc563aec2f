import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matchesGlob } from '../../../src/extension/analysis/program/glob.ts'

describe('a glob', () => {
  it.each([
    ['**/gen/**', 'a/gen/b.ts', true],
    ['**/gen/**', 'gen/b.ts', true],
    ['**/gen/**', 'a/genes/b.ts', false],
    ['src/*.ts', 'src/a.ts', true],
    ['src/*.ts', 'src/a/b.ts', false],
    ['packages/*/dist', 'packages/a/dist/x/y.js', true],
    ['**/*.{gen,pb}.ts', 'a/b.pb.ts', true],
    ['a?.ts', 'ab.ts', true],
    ['a?.ts', 'a/.ts', false],
    ['**/a/**/b/**/c*.ts', 'x/a/y/z/b/c1.ts', true],
    ['**/a/**/b/**/c*.ts', 'x/a/y/z/c1.ts', false],
    ['*/*/*/*.ts', 'a/b/c/d.ts', true],
    ['*/*/*/*.ts', 'a/b/d.ts', false],
  ])('%s on %s: %s', (glob, path, expected) => {
    expect(matchesGlob(path, glob)).toBe(expected)
  })

  it('means the same however many wildcards it has', () => {
    const part = fc.constantFrom('a', 'b', '/', '*', '**', '**/', '?', '{a,b}', '{a*,/b}')
    const path = fc.stringMatching(/^[ab/]{0,10}$/)
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), path, (parts, text) => {
        const glob = parts.join('')
        // Three stars or more in a row are no glob, and `./` at its start says nothing.
        fc.pre(!/\*{3}/.test(glob) && !glob.startsWith('/'))
        // An exact file beside the glob makes it one with many wildcards, and changes nothing else.
        const many = `{x*x*x*x,${glob.replaceAll(/[{}]/g, '')}}`
        const few = glob.replaceAll(/[{}]/g, '')
        fc.pre(!few.includes(','))
        fc.pre(!few.endsWith('/') && (few.match(/\*+/g) ?? []).length <= 2)
        expect(matchesGlob(text, many)).toBe(matchesGlob(text, few))
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes no time that grows with the ways of matching', () => {
    const path = `${'a'.repeat(2_000)}/${'a'.repeat(2_000)}`
    expect(matchesGlob(path, `${'*a'.repeat(40)}b`)).toBe(false)
    expect(matchesGlob(path, `${'**a'.repeat(40)}b`)).toBe(false)
  })
})
