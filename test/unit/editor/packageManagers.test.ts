import { describe, expect, it } from 'vitest'
import {
  type ProjectFolder,
  addCommand,
  commandText,
  detectPackageManager,
} from '../../../src/extension/editor/packageManagers.ts'

const folder = (files: readonly string[], packageManager?: string): ProjectFolder => ({
  has: (name) => files.includes(name),
  packageManager,
})

describe('the package manager of a project', () => {
  it.each([
    ['package-lock.json', 'npm'],
    ['pnpm-lock.yaml', 'pnpm'],
    ['yarn.lock', 'yarn'],
    ['bun.lock', 'bun'],
    ['bun.lockb', 'bun'],
  ])('is told by %s: %s', (file, manager) => expect(detectPackageManager([folder([file])])).toBe(manager))

  it('is what packageManager says, whatever lockfile lies there', () => {
    expect(detectPackageManager([folder(['package-lock.json'], 'pnpm@9.1.0+sha512.x')])).toBe('pnpm')
  })

  it('is that of the nearest folder that tells, else npm', () => {
    expect(detectPackageManager([folder([]), folder(['yarn.lock']), folder(['pnpm-lock.yaml'])])).toBe('yarn')
    expect(detectPackageManager([folder([], 'corepack@1')])).toBe('npm')
  })
})

describe('the command that adds the runtime', () => {
  const carried = { name: 'fanout', version: '0.1.0', folder: '/home/me/My Storage/runtime/0.1.0' }

  it.each([
    ['npm', 'npm install --install-links "/home/me/My Storage/runtime/0.1.0"'],
    ['pnpm', 'pnpm add "file:/home/me/My Storage/runtime/0.1.0"'],
    ['yarn', 'yarn add "fanout@file:/home/me/My Storage/runtime/0.1.0"'],
    ['bun', 'bun add "fanout@file:/home/me/My Storage/runtime/0.1.0"'],
  ] as const)('of %s copies the folder', (manager, text) => {
    expect(commandText(addCommand(manager, carried))).toBe(text)
  })

  it('takes it from the registry once it is there', () => {
    expect(commandText(addCommand('npm', { name: 'fanout', version: '0.1.0' }))).toBe('npm install fanout@^0.1.0')
    expect(commandText(addCommand('yarn', { name: 'fanout', version: '0.1.0' }))).toBe('yarn add fanout@^0.1.0')
  })
})
