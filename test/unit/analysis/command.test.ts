import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { explain, toTable } from '../../../src/extension/analysis/report.ts'
import { mapWorkspace, openWorkspace } from '../../../src/extension/analysis/map.ts'
import { fixtures } from './fixtures.ts'

const repository = fileURLToPath(new URL('../../../', import.meta.url))

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ['--import', 'tsx', 'scripts/map.ts', ...args], {
    cwd: repository,
    env: { ...process.env, INIT_CWD: fixtures },
    encoding: 'utf8',
  })
}

describe('the shell command', () => {
  it('prints one JSON object and nothing else, for a folder relative to the caller', () => {
    const { status, stdout, stderr } = run('fanout', '--json')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const map = JSON.parse(stdout) as Record<string, Record<string, unknown>[]>
    expect(Object.keys(map)).toEqual(['destinations', 'sites', 'problems'])
    const photos = map['destinations']?.find(({ name }) => name === 'photos')
    expect(photos).toEqual({ id: expect.any(String), name: 'photos', kind: 'queue', system: 'fanout' })
    expect(map['sites']?.find(({ file, line }) => file === 'src/consumers.ts' && line === 6)).toEqual({
      file: 'src/consumers.ts', line: 6, column: 8, role: 'receive', destination: 'photos', destinationId: photos?.['id'], dynamic: false, library: 'fanout',
    }) // prettier-ignore
  })

  it('ends with 2 and one line on stderr where there is no such folder', () => {
    const { status, stdout, stderr } = run('nowhere', '--json')
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('there is no folder')])
  })
})

describe('for a person', () => {
  const root = `${fixtures}/node-events`
  it('prints a table with each destination and its two ends', () => {
    const table = toTable(mapWorkspace({ roots: [root] }), root)
    expect(table).toContain('event placed  (node:events, Orders)')
    expect(table).toMatch(/sent by {4} Orders\.place {2}src\/emitters\.ts:7:10/)
  })
  it('explains a site by its evidence, and a line that is none', () => {
    const workspace = openWorkspace({ roots: [root] })
    const explained = (place: string): string => explain(workspace.map(), root, place, (at) => workspace.whyNot(at))
    expect(explained('src/callers.ts:12')).toContain('EventEmitter of node:events, by way of LoudBus.shout → Bus.say')
    expect(explained('src/platform.ts:5')).toContain('not a site')
  })
})
