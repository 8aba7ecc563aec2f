import { ts } from 'ts-morph'
import { expect, it } from 'vitest'
import { detectors } from '../../../src/extension/analysis/detectors/all.ts'
import { createLibraries } from '../../../src/extension/analysis/engine/libraries/libraries.ts'
import { detectorsInUse } from '../../../src/extension/analysis/engine/libraries/libraryUse.ts'

function inUse(text: string): string[] {
  const file = ts.createSourceFile('/a.ts', text, ts.ScriptTarget.ESNext)
  return [...detectorsInUse([file], detectors, createLibraries(detectors))].map(({ library }) => library)
}

const always = inUse('')

it('finds every module of every detector, however it is imported', () => {
  const forms = [
    (name: string) => `import x from '${name}'`,
    (name: string) => `const s = '';const x=require("${name}")`,
    (name: string) => `await import(\`${name}\`)`,
    (name: string) => `type X = import( /* of */ "${name}").X`,
    (name: string) => `'use strict'\nexport*from'${name}'`,
  ]
  for (const { library, modules } of detectors) {
    for (const module of modules) {
      const name = module.replace(/\*$/, 'rest')
      for (const form of forms) expect(inUse(form(name)), form(name)).toContain(library)
    }
  }
})

it('leaves out libraries that nobody names, so that their methods need not be looked at', () => {
  expect(always).toContain('node:events')
  expect(always).not.toContain('bullmq')
  expect(inUse(`// bullmq would do\nconst list = []; list.add('a bullmq queue')`)).toEqual(always)
})

it('finds what needs no import by what the platform calls it', () => {
  expect(inUse(`const socket = new WebSocket('ws://localhost')`)).toContain('ws')
  expect(inUse(`new Worker(url)`)).toContain('worker messages')
  expect(always).not.toContain('worker messages')
  expect(inUse(`self.close(); process.send('ready')`)).toEqual(always)
})
