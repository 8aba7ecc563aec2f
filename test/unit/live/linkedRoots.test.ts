import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLinkedRoots } from '../../../src/extension/live/linkedRoots.ts'

let base: string
const at = (...parts: string[]): string => path.join(base, ...parts).replaceAll('\\', '/')

beforeEach(async () => {
  base = await realpath(await mkdtemp(path.join(tmpdir(), 'fr-')))
  await mkdir(at('real/packages/api'), { recursive: true })
  await symlink(at('real'), at('link'), 'junction')
})
afterEach(() => rm(base, { recursive: true, force: true }))

describe('a root that is a link', () => {
  it('is given with its real folder, and names the files in it', async () => {
    const roots = createLinkedRoots()
    expect(await roots.resolve([at('link')])).toEqual([at('link'), at('real')])
    expect(roots.asOpened(at('real/src/a.ts'))).toBe(at('link/src/a.ts'))
    expect(roots.asOpened(at('link/src/a.ts'))).toBe(at('link/src/a.ts'))
  })

  it('names nothing that only begins like its real folder, or is elsewhere', async () => {
    const roots = createLinkedRoots()
    await roots.resolve([at('link')])
    for (const file of [at('really/a.ts'), at('other/a.ts'), 'node:fs', 'a.ts']) expect(roots.asOpened(file)).toBe(file)
  })

  it('may lie under the link', async () => {
    const roots = createLinkedRoots()
    expect(await roots.resolve([at('link/packages/api')])).toEqual([at('link/packages/api'), at('real/packages/api')])
    expect(roots.asOpened(at('real/packages/api/a.ts'))).toBe(at('link/packages/api/a.ts'))
    expect(roots.asOpened(at('real/packages/b.ts'))).toBe(at('real/packages/b.ts'))
  })

  it('leaves the files of the folder alone if that is open too', async () => {
    const roots = createLinkedRoots()
    expect(await roots.resolve([at('link'), at('real')])).toEqual([at('link'), at('real')])
    expect(roots.asOpened(at('real/a.ts'))).toBe(at('real/a.ts'))
  })

  it('gives way to one that is nearer to the file', async () => {
    await symlink(at('real/packages'), at('near'), 'junction')
    const roots = createLinkedRoots()
    await roots.resolve([at('link'), at('near')])
    expect(roots.asOpened(at('real/packages/api/a.ts'))).toBe(at('near/api/a.ts'))
    expect(roots.asOpened(at('real/a.ts'))).toBe(at('link/a.ts'))
  })
})

it('a root that is none, or is not there, stays as it is', async () => {
  const roots = createLinkedRoots()
  expect(await roots.resolve([at('real'), at('nowhere')])).toEqual([at('real'), at('nowhere')])
  expect(roots.asOpened(at('nowhere/a.ts'))).toBe(at('nowhere/a.ts'))
})
