import { describe, expect, it } from 'vitest'
import { chooseVSCode, standinExecutable } from '../../../scripts/vscode/choose.ts'
import { findDesktop, hasDisplay, type Machine } from '../../../scripts/vscode/desktop.ts'

function machine(
  parts: Partial<Machine> & { readonly files?: readonly string[]; readonly links?: Record<string, string> },
): Machine {
  return {
    platform: 'linux',
    env: {},
    home: '/home/ada',
    exists: (file) => (parts.files ?? []).includes(file) || file in (parts.links ?? {}),
    real: (file) => parts.links?.[file] ?? file,
    ...parts,
  }
}

describe('findDesktop', () => {
  it('follows `code` on the PATH to the executable beside its bin folder', () => {
    const found = findDesktop(
      machine({
        env: { PATH: '/usr/local/bin:/usr/bin' },
        links: { '/usr/bin/code': '/usr/share/code-insiders/bin/code' },
        files: ['/usr/share/code-insiders/code'],
      }),
    )
    expect(found).toBe('/usr/share/code-insiders/code')
  })

  it("looks in each platform's usual places", () => {
    const mac = '/home/ada/Applications/Visual Studio Code.app/Contents/MacOS/Electron'
    expect(findDesktop(machine({ platform: 'darwin', files: [mac] }))).toBe(mac)
    const windows = 'C:\\Users\\ada\\AppData\\Local\\Programs\\Microsoft VS Code\\Code.exe'
    const env = { LOCALAPPDATA: 'C:\\Users\\ada\\AppData\\Local' }
    expect(findDesktop(machine({ platform: 'win32', env, files: [windows] }))).toBe(windows)
    expect(findDesktop(machine({ files: ['/usr/share/code/code'] }))).toBe('/usr/share/code/code')
  })

  it('finds the Windows executable from `code.cmd` on the PATH', () => {
    const found = findDesktop(
      machine({
        platform: 'win32',
        env: { PATH: 'C:\\Windows;D:\\Code\\bin' },
        files: ['D:\\Code\\bin\\code.cmd', 'D:\\Code\\Code.exe'],
      }),
    )
    expect(found).toBe('D:\\Code\\Code.exe')
  })

  it('does not take any other program called code for VS Code', () => {
    expect(findDesktop(machine({ env: { PATH: '/usr/bin' }, files: ['/usr/bin/code'] }))).toBeUndefined()
  })

  it('obeys VSCODE_PATH, and says so when nothing is there', () => {
    expect(findDesktop(machine({ env: { VSCODE_PATH: '/my/code' }, files: ['/my/code'] }))).toBe('/my/code')
    expect(() => findDesktop(machine({ env: { VSCODE_PATH: '/my/code' } }))).toThrow('VSCODE_PATH is /my/code')
  })
})

describe('hasDisplay', () => {
  it('asks a Linux session for X11 or Wayland, and no other platform', () => {
    expect(hasDisplay(machine({}))).toBe(false)
    expect(hasDisplay(machine({ env: { DISPLAY: ':0' } }))).toBe(true)
    expect(hasDisplay(machine({ env: { WAYLAND_DISPLAY: 'wayland-0' } }))).toBe(true)
    expect(hasDisplay(machine({ platform: 'darwin' }))).toBe(true)
  })
})

describe('chooseVSCode', () => {
  const never = (): Promise<string> => Promise.reject(new Error('a download was tried'))

  it('does not look for a desktop where there is no display', async () => {
    const chosen = await chooseVSCode({ machine: machine({ files: ['/usr/share/code/code'] }), download: never })
    expect(chosen).toMatchObject({ kind: 'stand-in', executable: standinExecutable })
    expect(chosen.reason).toContain('there is no display')
  })

  it('prefers an installed desktop to a download', async () => {
    const chosen = await chooseVSCode({
      machine: machine({ env: { DISPLAY: ':0' }, files: ['/usr/share/code/code'] }),
      download: never,
    })
    expect(chosen).toMatchObject({ kind: 'desktop', executable: '/usr/share/code/code' })
  })

  it('downloads where there is a display and nothing installed, and else says why not', async () => {
    const bare = machine({ env: { DISPLAY: ':0' } })
    const chosen = await chooseVSCode({ machine: bare, download: () => Promise.resolve('/cache/code') })
    expect(chosen).toMatchObject({ kind: 'desktop', executable: '/cache/code' })
    const failed = await chooseVSCode({ machine: bare, download: () => Promise.reject(new Error('no route')) })
    expect(failed.kind).toBe('stand-in')
    expect(failed.reason).toContain('no route')
  })

  it('takes VSCODE_PATH at its word, without a display too', async () => {
    const asked = machine({ env: { VSCODE_PATH: '/my/code' }, files: ['/my/code'] })
    expect(await chooseVSCode({ machine: asked })).toMatchObject({ kind: 'desktop', executable: '/my/code' })
    const standin = machine({ env: { VSCODE_PATH: 'stand-in', DISPLAY: ':0' }, files: ['/usr/share/code/code'] })
    expect(await chooseVSCode({ machine: standin, download: never })).toMatchObject({ kind: 'stand-in' })
  })
})
