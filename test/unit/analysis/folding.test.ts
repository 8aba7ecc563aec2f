import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { mapWorkspace } from '../../../src/extension/analysis/map.ts'

/** Constant expressions, each a text of plain JavaScript. */
const word = fc.stringMatching(/^[a-z][a-z.:/-]{0,6}$/)
const expression = fc.letrec<{ any: string }>((tie) => {
  const any = tie('any')
  return {
    any: fc.oneof(
      { maxDepth: 4 },
      word.map((text) => JSON.stringify(text)),
      fc.tuple(any, any).map(([a, b]) => `(${a} + ${b})`),
      fc.tuple(word, any, any).map(([text, a, b]) => `\`${text}\${${a}}/\${${b}}\``),
      fc.tuple(any, any).map(([a, b]) => `[${a}, ${b}].join(':')`),
      fc.tuple(any, any).map(([a, b]) => `({ a: ${a}, b: ${b} }).b`),
      fc.tuple(any, any).map(([a, b]) => `[${a}, ${b}][1]`),
      any.map((a) => `${a}.toUpperCase()`),
      any.map((a) => `${a}.concat('-', ${a})`),
      any.map((a) => `((x) => x + '!')(${a})`),
      any.map((a) => `(${a} ?? 'none')`),
      fc.tuple(any, any).map(([a, b]) => `Object.freeze({ k: ${a}, ...{ k: ${b} } }).k`),
    ),
  }
}).any

describe('folding', () => {
  it('gives for a constant expression what running it gives', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fanout-fold-'))
    try {
      fc.assert(
        fc.property(fc.array(expression, { minLength: 20, maxLength: 20 }), (texts) => {
          const run = texts.map((text) => String(runInNewContext(text)))
          const lines = texts.map((text) => `new EventEmitter().emit(${text})`)
          writeFileSync(join(folder, 'fold.ts'), `import { EventEmitter } from 'events'\n${lines.join('\n')}\n`)
          const { sites, destinations } = mapWorkspace({ roots: [folder] })
          const names = new Map(destinations.map(({ id, name }) => [id, name]))
          const folded = texts.map((_, index) =>
            names.get(sites.find(({ line }) => line === index + 2)?.destinationId ?? ''),
          )
          // Names past the longest that is followed are left as unknown.
          expect(folded).toEqual(run.map((name) => (name.length > 500 ? undefined : name)))
        }),
        { numRuns: 15, seed: 7 },
      )
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('bears a list that is spread into the next one again and again', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fanout-fold-'))
    try {
      const lists = Array.from({ length: 24 }, (_, n) => `const list${n + 1} = [...list${n}, ...list${n}]`)
      const loop = 'for (const name of list24) new EventEmitter().emit(name)'
      const source = `import { EventEmitter } from 'events'\nconst list0 = ['paid']\n${lists.join('\n')}\n${loop}\n`
      writeFileSync(join(folder, 'fold.ts'), source)
      expect(mapWorkspace({ roots: [folder] }).destinations.map(({ name }) => name)).toEqual(['paid'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
