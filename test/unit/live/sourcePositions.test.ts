import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSourcePositions } from '../../../src/extension/live/sourcePositions.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'fp-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const typed = `interface Job {\n  id: number\n}\n\nexport function place(job: Job): void {\n  queue.send(job)\n}\ndeclare const queue: { send(job: Job): void }\n`

/** Compiles `typed` and returns the script's path and the position of `send` in it. */
async function compile(name: string, sourcemap: 'inline' | 'linked', sourcesContent = true) {
  const home = path.join(folder, name, 'src dir')
  await mkdir(home, { recursive: true })
  const source = path.join(home, 'orders.ts')
  await writeFile(source, typed)
  const script = path.join(folder, name, 'out', 'orders.js')
  const { outputFiles } = await build({
    entryPoints: [source],
    outfile: script,
    sourcemap,
    sourcesContent,
    write: false,
    logLevel: 'error',
  })
  await mkdir(path.dirname(script), { recursive: true })
  for (const file of outputFiles) await writeFile(file.path, file.contents)
  const lines = outputFiles.find((file) => file.path.endsWith('.js'))!.text.split('\n')
  const line = lines.findIndex((text) => text.includes('send')) + 1
  return { source, script, line, column: lines[line - 1]!.indexOf('send') + 1 }
}

const cwd = '/'
const frame = (file: string, line: number, column: number, mapped = false) => ({ file, line, column, name: '', mapped })

describe('the original position', () => {
  it.each(['inline', 'linked'] as const)('is found through a map that is %s', async (kind) => {
    const { source, script, line, column } = await compile(kind, kind)
    const positions = createSourcePositions()
    const expected = { file: source, line: 6, column: 9 }
    expect(line).not.toBe(6)
    expect(await positions.original(frame(script, line, column), cwd)).toEqual(expected)
    expect(await positions.original(frame(`${pathToFileURL(script).href}?v=1`, line, column), cwd)).toEqual(expected)
  })

  it('is that of the frame if the probe mapped it, or there is no map, or none that can be read', async () => {
    const { script, line, column } = await compile('as-it-is', 'linked')
    const positions = createSourcePositions()
    expect(await positions.original(frame(script, line, column, true), cwd)).toEqual({ file: script, line, column })
    await rm(`${script}.map`)
    expect(await positions.original(frame(script, line, column), cwd)).toEqual({ file: script, line, column })
    for (const comment of [
      'data:application/json;base64,!!!',
      'data:application/json,{"version":3}',
      '/dev/zero',
      'http://x/y.map',
      '%',
    ]) {
      const file = path.join(folder, 'broken.js')
      await writeFile(file, `f()\n//# sourceMappingURL=${comment}\n`)
      expect(await createSourcePositions().original(frame(file, 1, 1), cwd)).toEqual({ file, line: 1, column: 1 })
    }
    for (const file of ['/nowhere/a.js', 'relative.js', '/dev/zero', 'file:///%', folder, 'evalmachine.<anonymous>']) {
      const found = await positions.original(frame(file, 3, 4), cwd)
      expect(found).toEqual({ file: file.startsWith('file:') ? file : file, line: 3, column: 4 })
    }
  })

  it('follows a script that was built anew', async () => {
    const { source, script, line, column } = await compile('rebuilt', 'inline')
    const positions = createSourcePositions()
    expect(await positions.original(frame(script, line, column), cwd)).toMatchObject({ file: source })
    await writeFile(script, 'queue.send(1)\n')
    await utimes(script, 1, 1)
    expect(await positions.original(frame(script, 1, 7), cwd)).toEqual({ file: script, line: 1, column: 7 })
  })

  it('is a file where a bundler names a source in its own way, if there is one', async () => {
    const file = path.join(folder, 'bundle.js')
    await mkdir(path.join(folder, 'src'), { recursive: true })
    await writeFile(path.join(folder, 'src', 'a.ts'), '')
    const map = { version: 3, sources: ['webpack://app/./src/a.ts'], names: [], mappings: 'AAAA' }
    const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`
    await writeFile(file, `f()\n//# sourceMappingURL=${url}\n`)
    expect(await createSourcePositions().original(frame(file, 1, 1), folder)).toEqual({
      file: path.join(folder, 'src', 'a.ts'),
      line: 1,
      column: 1,
    })
  })
})
