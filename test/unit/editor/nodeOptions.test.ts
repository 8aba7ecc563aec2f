import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  appendOption,
  environmentFileValue,
  requireOption,
  usesPermissionModel,
} from '../../../src/extension/editor/nodeOptions.ts'

describe('NODE_OPTIONS', () => {
  it('is appended to, never replaced', () => {
    expect(appendOption(undefined, '--x')).toBe('--x')
    expect(appendOption(' ', '--x')).toBe('--x')
    expect(appendOption('--enable-source-maps', '--x')).toBe('--enable-source-maps --x')
  })

  it.each(['plain', 'with space', "it's", 'a"quote', 'back\\slash'])(
    'names a file in a folder "%s" so that Node.js finds it',
    (name) => {
      const folder = mkdtempSync(path.join(tmpdir(), 'fanout-'))
      try {
        const probe = path.join(folder, name, 'probe.cjs')
        mkdirSync(path.dirname(probe), { recursive: true })
        writeFileSync(probe, 'globalThis.probed = __filename')
        const environment = { ...process.env, NODE_OPTIONS: appendOption('--no-deprecation', requireOption(probe)) }
        const script = 'console.log(JSON.stringify([globalThis.probed, process.noDeprecation]))'
        const output = execFileSync(process.execPath, ['-e', script], { env: environment, encoding: 'utf8' })
        expect(JSON.parse(output)).toEqual([probe, true])
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  )
})

describe('the permission model', () => {
  it.each([
    '--permission',
    '--experimental-permission',
    'node --permission --allow-fs-read=* app.js',
    '"--permission"',
  ])('is seen in %s', (text) => expect(usesPermissionModel(text)).toBe(true))

  it.each(['', '--permissions', '--allow-fs-read=*', '--no-permission', 'my--permission', '--permission-mode'])(
    'is not seen in %s',
    (text) => expect(usesPermissionModel(text)).toBe(false),
  )
})

describe('a variable of an environment file', () => {
  it.each([
    ['NODE_OPTIONS=--inspect', '--inspect'],
    ['A=1\r\nexport NODE_OPTIONS = --a --b  # why\r\nB=2', '--a --b'],
    [`NODE_OPTIONS="--require \\"x y\\"" # why`, '--require \\"x y\\"'],
    [`NODE_OPTIONS='# no comment'`, '# no comment'],
    ['\uFEFFNODE_OPTIONS=a', 'a'],
    ['NODE_OPTIONS=a\nNODE_OPTIONS=b', 'b'],
    ['NODE_OPTIONS=', ''],
    ['# NODE_OPTIONS=a', undefined],
    ['MY_NODE_OPTIONS=a', undefined],
  ])('%j is %j', (text, value) => expect(environmentFileValue(text, 'NODE_OPTIONS')).toBe(value))
})
