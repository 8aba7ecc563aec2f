import { describe, expect, it } from 'vitest'
import { type LaunchConfiguration, decideLaunch, environmentWithProbe } from '../../../src/extension/editor/launch.ts'

const noFiles = (): undefined => undefined
const files =
  (texts: Readonly<Record<string, string>>) =>
  (file: string): string | undefined =>
    texts[file.replaceAll('\\', '/')]

const launch = { type: 'pwa-node', request: 'launch', name: 'app', program: '/w/app.js', cwd: '/w' }

describe('what is watched', () => {
  it.each<LaunchConfiguration>([
    launch,
    { ...launch, type: 'node' },
    { ...launch, runtimeExecutable: 'npm', runtimeArgs: ['run', 'dev'] },
    { ...launch, runtimeExecutable: '/w/node_modules/.bin/tsx' },
    { ...launch, runtimeExecutable: 'nodemon' },
    { ...launch, runtimeExecutable: 'C:\\Program Files\\nodejs\\node.exe' },
    { type: 'node-terminal', request: 'launch', name: 'script', command: 'npm run dev' },
    { ...launch, noDebug: true },
  ])('%j', (configuration) => expect(decideLaunch(configuration, noFiles)).toEqual({ watch: 'yes' }))

  it('lets a program have an argument that looks like an option of Node.js', () => {
    expect(decideLaunch({ ...launch, args: ['--permission'] }, noFiles)).toEqual({ watch: 'yes' })
  })
})

describe('what is left as it is', () => {
  it.each<LaunchConfiguration>([
    { type: 'python', request: 'launch', name: 'x' },
    { type: 'pwa-chrome', request: 'launch', name: 'x' },
    { type: 'pwa-extensionHost', request: 'launch', name: 'x' },
    { type: 'extensionHost', request: 'launch', name: 'x' },
    { request: 'launch', name: 'no type' },
    { ...launch, __pendingTargetId: '7' },
    { type: 'pwa-node', request: 'attach', name: 'child', __pendingTargetId: '7' },
    { type: 'node-terminal', request: 'attach', name: 'Node.js Process', delegateId: 3 },
  ])('%j', (configuration) => expect(decideLaunch(configuration, noFiles)).toEqual({ watch: 'untouched' }))
})

describe('what is not watched, and why', () => {
  it.each<[string, LaunchConfiguration, RegExp]>([
    ['attach', { ...launch, request: 'attach' }, /already running/],
    ['deno', { ...launch, runtimeExecutable: '/usr/bin/deno' }, /Deno/],
    ['bun', { ...launch, runtimeExecutable: 'bun.exe' }, /Bun/],
    ['bun in a terminal', { type: 'node-terminal', command: 'bun run dev' }, /Bun/],
    ['electron', { ...launch, runtimeExecutable: '/w/node_modules/.bin/electron' }, /Electron/],
    [
      'permission in runtimeArgs',
      { ...launch, runtimeArgs: ['--permission', '--allow-fs-read=*'] },
      /permission model/,
    ],
    ['permission as it was called', { ...launch, runtimeArgs: ['--experimental-permission'] }, /permission model/],
    ['permission in env', { ...launch, env: { NODE_OPTIONS: '--no-warnings --permission' } }, /permission model/],
    ['permission in args without a program', { type: 'node', args: ['--permission', 'app.js'] }, /permission model/],
    ['permission in a terminal', { type: 'node-terminal', command: 'node --permission app.js' }, /permission model/],
  ])('%s', (_name, configuration, reason) => {
    expect(decideLaunch(configuration, noFiles)).toEqual({ watch: 'no', reason: expect.stringMatching(reason) })
  })

  it('sees the permission model in an environment file and in a package script', () => {
    const read = files({
      '/w/.env': 'NODE_OPTIONS=--permission',
      '/w/package.json': JSON.stringify({ scripts: { safe: 'node --permission a.js', plain: 'node a.js' } }),
    })
    const reason = { watch: 'no', reason: expect.stringMatching(/permission model/) }
    expect(decideLaunch({ ...launch, envFile: '/w/.env' }, read)).toEqual(reason)
    expect(decideLaunch({ ...launch, envFile: '/w/.env', env: { NODE_OPTIONS: null } }, read)).toEqual({ watch: 'yes' })
    expect(decideLaunch({ ...launch, runtimeExecutable: 'npm', runtimeArgs: ['run', 'safe'] }, read)).toEqual(reason)
    expect(decideLaunch({ ...launch, runtimeExecutable: 'npm', runtimeArgs: ['run', 'plain'] }, read)).toEqual({
      watch: 'yes',
    })
    expect(decideLaunch({ type: 'node-terminal', command: 'npm run safe', cwd: '/w' }, read)).toEqual(reason)
  })

  it('does not mind a package.json that is broken', () => {
    const read = files({ '/w/package.json': '{' })
    expect(decideLaunch({ ...launch, runtimeExecutable: 'npm', runtimeArgs: ['start'] }, read)).toEqual({
      watch: 'yes',
    })
  })
})

describe('the environment with the probe', () => {
  const probe = '/store/probe.cjs'
  const variables = { FANOUT_PROBE: '/run/f/1.json' }
  const environment = (configuration: LaunchConfiguration, read: (file: string) => string | undefined = noFiles) =>
    environmentWithProbe(configuration, read, probe, variables, 'linux')

  it('keeps what the launch sets', () => {
    expect(environment({ ...launch, env: { A: '1', NODE_OPTIONS: '--no-warnings', GONE: null } })).toEqual({
      A: '1',
      GONE: null,
      NODE_OPTIONS: '--no-warnings --require "/store/probe.cjs"',
      FANOUT_PROBE: '/run/f/1.json',
    })
    expect(environment(launch)).toEqual({ NODE_OPTIONS: '--require "/store/probe.cjs"', ...variables })
  })

  it('carries over the value of an environment file, unless env wins over it', () => {
    const read = files({ '/w/.env': 'NODE_OPTIONS="--max-old-space-size=99"' })
    const withFile = { ...launch, envFile: '/w/.env' }
    expect(environment(withFile, read)['NODE_OPTIONS']).toBe('--max-old-space-size=99 --require "/store/probe.cjs"')
    expect(environment({ ...withFile, env: { NODE_OPTIONS: '--b' } }, read)['NODE_OPTIONS']).toBe(
      '--b --require "/store/probe.cjs"',
    )
    expect(environment({ ...withFile, env: { NODE_OPTIONS: null } }, read)['NODE_OPTIONS']).toBe(
      '--require "/store/probe.cjs"',
    )
  })

  it('finds the variable under any case on Windows, where names do not tell cases apart', () => {
    const windows = environmentWithProbe(
      { ...launch, env: { Node_Options: '--a' } },
      noFiles,
      probe,
      variables,
      'win32',
    )
    expect(windows).toEqual({ Node_Options: '--a --require "/store/probe.cjs"', ...variables })
  })
})
