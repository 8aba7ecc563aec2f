import { type Metafile, build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { extensionBundle } from '../../../scripts/bundles.ts'

/** Loaded only when first needed, each behind an `import()`. */
const lazy = ['src/extension/live/server.ts', 'src/extension/analysis/mapper.ts', 'src/extension/editor/addRule.ts']

describe('what activation loads', () => {
  let inputs: Metafile['inputs']
  let eager: Set<string>
  beforeAll(async () => {
    const { metafile } = await build({ ...extensionBundle(false), sourcemap: false, write: false, metafile: true })
    inputs = metafile.inputs
    eager = reachable('src/extension/extension.ts')
  })

  function reachable(entry: string): Set<string> {
    const seen = new Set([entry])
    for (const file of seen)
      for (const { path: target, kind, external } of inputs[file]?.imports ?? [])
        if (kind !== 'dynamic-import') seen.add(external === true ? `external:${target}` : target)
    return seen
  }

  it('is neither the live side nor the analysis', () => {
    for (const file of lazy) {
      expect(Object.keys(inputs), 'it is in the bundle').toContain(file)
      expect([...eager], 'it is not loaded at once').not.toContain(file)
    }
    expect([...eager]).not.toContain('external:net')
    expect([...eager]).not.toContain('external:node:net')
    expect([...eager]).not.toContain('external:node:worker_threads')
  })

  it('is little: no library but VS Code and Node.js, and the compiler not at all', () => {
    expect(eager.size).toBeGreaterThan(15)
    const foreign = [...eager].filter((file) => file.includes('node_modules'))
    expect(foreign).toEqual([])
    expect(Object.keys(inputs).filter((file) => /node_modules\/(ts-morph|typescript)\//.test(file))).toEqual([])
  })
})
