/** Whatever a file holds, the analysis ends without an exception, and what has nothing to do with that file stays in the map. */
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWorkspace, type Workspace } from '../../../src/extension/analysis/map.ts'
import { fixtures } from './fixtures.ts'

/** Each is a workspace of its own kind; they know nothing of one another. */
const folders = ['node-events', 'own-emitter', 'nestjs-cqrs', 'kafkajs', 'fanout', 'rxjs'] as const

let root: string
let workspace: Workspace
let sources: { readonly file: string; readonly folder: string; readonly text: string }[]

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'fanout-garbled-')).replaceAll('\\', '/')
  for (const folder of folders) cpSync(`${fixtures}/${folder}`, `${root}/${folder}`, { recursive: true })
  sources = folders.flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
      .map((file) => `${root}/${folder}/${file.replaceAll('\\', '/')}`)
      .filter((file) => /\.(?:[cm]?[jt]sx?|json)$/.test(file))
      .map((file) => ({ file, folder, text: readFileSync(file, 'utf8') })),
  )
  workspace = openWorkspace({ roots: folders.map((folder) => `${root}/${folder}`) })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** What an editor, a merge or a broken disk may leave of a text. */
const damage: fc.Arbitrary<(text: string) => string> = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }).map((at) => (text: string) => text.slice(0, at * text.length)),
  fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 200 }))
    .map(([at, length]) => (text: string) => {
      const from = Math.floor(at * text.length)
      return text.slice(0, from) + text.slice(from + length)
    }),
  fc
    .tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.constantFrom(
          '(',
          ')',
          '{',
          '}',
          '[',
          '<',
          '>',
          '`',
          '"',
          "'",
          '@',
          '#',
          ';',
          '=',
          '?.',
          '${',
          '/*',
          '//',
          '=>',
          'class ',
          'import ',
          'export * from ',
          '\0',
        ),
        fc.constantFrom('(', '[', '{', '<', '`${', 'a?b:', '!', 'x=>', 'new ').map((part) => part.repeat(3_000)),
      ),
    )
    .map(([at, text]) => (old: string) => {
      const from = Math.floor(at * old.length)
      return old.slice(0, from) + text + old.slice(from)
    }),
  fc.double({ min: 0, max: 1, noNaN: true }).map((at) => (text: string) => {
    const from = Math.floor(at * text.length)
    return `${text.slice(0, from)}<<<<<<< ours\n${text.slice(from)}\n=======\n${text}\n>>>>>>> theirs\n`
  }),
  fc.integer({ min: 0, max: 1_000 }).map((seed) => (text: string) => shuffledLines(text, seed)),
  fc.string({ unit: 'binary', maxLength: 500 }).map((text) => () => text),
)

it('survives any damage to a file and keeps the rest of the map', { timeout: 600_000 }, () => {
  const whole = workspace.map()
  const sitesOf = (mapping: typeof whole, besides: string) =>
    mapping.sites
      .filter(({ file }) => !file.startsWith(`${root}/${besides}/`))
      .map(({ file, line, column, role, destinationId }) => {
        const destination = mapping.destinations.find(({ id }) => id === destinationId)
        return `${file}:${line}:${column} ${role} ${destination?.name ?? '-'}`
      })
  expect(whole.sites.length).toBeGreaterThan(40)
  fc.assert(
    fc.property(
      fc.nat({ max: sources.length - 1 }),
      fc.array(damage, { minLength: 1, maxLength: 3 }),
      (at, damages) => {
        const { file, folder, text } = sources[at]!
        const garbled = damages.reduce((old, change) => change(old), text)
        workspace.change([{ file, text: garbled }])
        try {
          const mapping = workspace.map()
          expect(sitesOf(mapping, folder)).toEqual(sitesOf(whole, folder))
        } finally {
          workspace.change([{ file, text }])
        }
      },
    ),
    { seed: 20_261_124, numRuns: process.env['FANOUT_LONG'] === '1' ? 2_000 : 25 },
  )
  expect(workspace.map()).toEqual(whole)
})

it('takes a file that is no text at all', () => {
  const { file, text } = sources[0]!
  writeFileSync(file, Buffer.from(Array.from({ length: 4_096 }, (_, at) => (at * 197) % 256)))
  workspace.change([{ file }])
  expect(() => workspace.map()).not.toThrow()
  writeFileSync(file, text)
  workspace.change([{ file }])
})

function shuffledLines(text: string, seed: number): string {
  const lines = text.split('\n')
  let state = seed + 1
  for (let at = lines.length - 1; at > 0; at--) {
    state = (state * 48_271) % 2_147_483_647
    const other = state % (at + 1)
    ;[lines[at], lines[other]] = [lines[other]!, lines[at]!]
  }
  return lines.join('\n')
}
