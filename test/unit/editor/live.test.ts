import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { LogOutputChannel } from 'vscode'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LiveSide, createLiveSide } from '../../../src/extension/editor/live.ts'
import { type ProbeConfiguration, probeEnvironmentVariable } from '../../../src/protocol/wire.ts'

const silent = { debug() {} } as unknown as LogOutputChannel
const launch = { origin: 'debug', terminals: false, roots: [] } as const

describe('the live side of a window', () => {
  let live: LiveSide
  beforeEach(() => {
    live = createLiveSide(() => undefined, silent)
  })
  afterEach(() => live.dispose())

  const prepared = async (): Promise<string> => {
    const { environment } = await (await live.start()).prepare(launch)
    return environment[probeEnvironmentVariable] ?? ''
  }

  it('starts once, however often it is asked to', async () => {
    const [first, second] = await Promise.all([live.start(), live.start()])
    expect(second).toBe(first)
    expect(await live.start()).toBe(first)
  })

  it('tells launches of the events that were known before it started', async () => {
    live.setEvents(['lit', 'user/*'])
    const { events } = JSON.parse(readFileSync(await prepared(), 'utf8')) as ProbeConfiguration
    expect(events).toEqual(['lit', 'user/*'])
  })

  it('keeps its files where only this user can read them, and leaves none behind', async () => {
    const folder = path.dirname(await prepared())
    if (process.platform !== 'win32') expect(statSync(folder).mode & 0o777).toBe(0o700)
    await live.dispose()
    expect(existsSync(folder)).toBe(false)
  })

  it('does not start any more once it is disposed, also when that happens in mid-start', async () => {
    const starting = live.start()
    await Promise.all([live.dispose(), starting])
    await expect(live.start()).rejects.toThrow(/deactivated/)
  })

  it('has nothing to stop before it is started', () => {
    expect(() => live.stopWatching()).not.toThrow()
  })
})
