import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { withLock } from '../../../scripts/vscode/lock.ts'

let folder = ''
let lock = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanout-lock-'))
  lock = join(folder, 'lock')
})

afterEach(() => rm(folder, { recursive: true }))

describe('withLock', () => {
  it('lets one in at a time, tells the other that it waits, and leaves nothing', async () => {
    const steps: string[] = []
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    const first = withLock(
      lock,
      () => undefined,
      async () => {
        steps.push('first in')
        await held
        steps.push('first out')
      },
    )
    const waiting = new Promise<void>((told) => {
      void withLock(lock, told, () => Promise.resolve(steps.push('second in'))).then(() => steps.push('second out'))
    })
    await waiting
    expect(steps).toEqual(['first in'])
    expect(await readFile(lock, 'utf8')).toBe(String(process.pid))
    release()
    await first
    await expect.poll(() => steps).toEqual(['first in', 'first out', 'second in', 'second out'])
    expect(existsSync(lock)).toBe(false)
  })

  it('takes over from an owner that no longer runs', async () => {
    const { pid } = spawnSync(process.execPath, ['--version'])
    await writeFile(lock, String(pid))
    expect(
      await withLock(
        lock,
        () => undefined,
        () => Promise.resolve('in'),
      ),
    ).toBe('in')
  })

  it('is free again after an action that failed', async () => {
    const failing = withLock(
      lock,
      () => undefined,
      () => Promise.reject(new Error('no')),
    )
    await expect(failing).rejects.toThrow('no')
    expect(
      await withLock(
        lock,
        () => undefined,
        () => Promise.resolve('in'),
      ),
    ).toBe('in')
  })
})
