import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { placeProbe } from '../../../src/extension/editor/probeFile.ts'

describe('the stable copy of the probe', () => {
  let folder: string
  let carried: string
  let storage: string
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'fanout-'))
    carried = path.join(folder, 'probe.cjs')
    storage = path.join(folder, 'not', 'yet', 'there')
    writeFileSync(carried, 'one')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('is made where there is none, with nothing beside it', async () => {
    const placed = await placeProbe(carried, storage)
    expect(readFileSync(placed, 'utf8')).toBe('one')
    expect(readdirSync(storage)).toEqual(['probe.cjs'])
  })

  it('is left alone if it is the same', async () => {
    const before = statSync(await placeProbe(carried, storage)).ino
    expect(statSync(await placeProbe(carried, storage)).ino).toBe(before)
  })

  it('is replaced at the same path after an update', async () => {
    const first = await placeProbe(carried, storage)
    writeFileSync(carried, 'two')
    expect(await placeProbe(carried, storage)).toBe(first)
    expect(readFileSync(first, 'utf8')).toBe('two')
  })

  it('survives many windows that place it at once', async () => {
    const placed = await Promise.all(Array.from({ length: 8 }, () => placeProbe(carried, storage)))
    expect(new Set(placed).size).toBe(1)
    expect(readFileSync(placed[0]!, 'utf8')).toBe('one')
    expect(readdirSync(storage)).toEqual(['probe.cjs'])
  })
})
