import { describe, expect, it } from 'vitest'
import { parseStandinArguments } from '../../../scripts/vscode/standinArguments.ts'

/** What @vscode/test-electron 2.5.2 adds to every command line. */
const always = [
  '--no-sandbox',
  '--disable-gpu-sandbox',
  '--disable-updates',
  '--skip-welcome',
  '--skip-release-notes',
  '--disable-workspace-trust',
]

describe('parseStandinArguments', () => {
  it("understands the test runner's command line", () => {
    const args = parseStandinArguments([
      '/the/workspace',
      '--user-data-dir=/data/user data',
      ...always,
      '--extensionTestsPath=/tests/index.cjs',
      '--extensionDevelopmentPath=/one',
      '--extensionDevelopmentPath=/two',
      '--extensions-dir=/data/extensions',
    ])
    expect(args).toEqual({
      folder: '/the/workspace',
      extensionDevelopmentPaths: ['/one', '/two'],
      extensionTestsPath: '/tests/index.cjs',
      userDataDir: '/data/user data',
      extensionsDir: '/data/extensions',
      installExtensions: [],
      trusted: true,
      ignored: ['--no-sandbox', '--disable-gpu-sandbox', '--disable-updates', '--skip-welcome', '--skip-release-notes'],
    })
  })

  it('takes values that follow their flag, as the command line of VS Code does', () => {
    const args = parseStandinArguments([
      '--install-extension',
      'a.vsix',
      '--install-extension',
      'b.vsix',
      '--extensions-dir',
      'x',
    ])
    expect(args.installExtensions).toEqual(['a.vsix', 'b.vsix'])
    expect(args.extensionsDir).toBe('x')
    expect(args.folder).toBeUndefined()
  })

  it('keeps an equals sign that is part of a value', () => {
    expect(parseStandinArguments(['--user-data-dir=/a=b']).userDataDir).toBe('/a=b')
  })

  it('trusts a folder only if told to, and not if told otherwise as well', () => {
    expect(parseStandinArguments([]).trusted).toBe(false)
    expect(parseStandinArguments(always).trusted).toBe(true)
    expect(parseStandinArguments(['--enable-workspace-trust', ...always]).trusted).toBe(false)
  })

  it('says which value is missing, and which folders are too many', () => {
    expect(() => parseStandinArguments(['--extensionTestsPath='])).toThrow(
      'Expected a value after --extensionTestsPath',
    )
    expect(() => parseStandinArguments(['--extensions-dir'])).toThrow('Expected a value after --extensions-dir')
    expect(() => parseStandinArguments(['/one', '/two'])).toThrow('Expected one folder to open, got /one, /two')
  })
})
