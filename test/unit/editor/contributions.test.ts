import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type CommandName,
  commandCategory,
  commands,
  contextKeys,
  defaultSettings,
  readSettings,
  settingsSection,
  views,
} from '../../../src/extension/contributions.ts'

const root = path.resolve(import.meta.dirname, '../../..')
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const { contributes } = manifest
const table = Object.values(commands)
const ids = table.map(({ id }) => id)

describe('the manifest says what the code does', () => {
  it('contributes exactly the commands of the table', () => {
    const expected = table.map(({ id, title, icon, enablement }) => ({
      command: id,
      title,
      category: commandCategory,
      icon,
      ...(enablement === undefined ? {} : { enablement }),
    }))
    expect(contributes.commands).toEqual(expected)
  })

  it('names each command after its place in the table', () => {
    for (const name of Object.keys(commands) as CommandName[]) expect(commands[name].id).toBe(`fanout.${name}`)
  })

  it('hides from the palette exactly what is for links', () => {
    const hidden = table.filter(({ inPalette }) => !inPalette).map(({ id }) => ({ command: id, when: 'false' }))
    expect(contributes.menus.commandPalette).toEqual(hidden)
  })

  it('uses only commands that exist in menus and welcome texts', () => {
    const used = Object.values(contributes.menus as Record<string, { command: string }[]>)
      .flat()
      .map(({ command }) => command)
    const linked = [...JSON.stringify(contributes.viewsWelcome).matchAll(/command:(fanout\.\w+)/g)].map(([, id]) => id)
    expect(used.length + linked.length).toBeGreaterThan(5)
    for (const id of [...used, ...linked]) expect(ids).toContain(id)
  })

  it('asks only for context keys that the code sets', () => {
    const asked = [...JSON.stringify(contributes).matchAll(/(?:"(?:when|enablement)":")((?:[^"\\]|\\.)*)"/g)]
      .flatMap(([, clause]) => [...(clause ?? '').matchAll(/fanout\.\w+/g)])
      .map(([key]) => key)
      .filter((key) => key !== views.tree)
    expect(asked.length).toBeGreaterThan(0)
    for (const key of asked) expect(Object.values(contextKeys)).toContain(key)
  })

  it('contributes exactly the settings that are read, with their defaults', () => {
    const properties = contributes.configuration.properties as Record<string, { default: unknown }>
    const defaults = Object.fromEntries(
      Object.entries(defaultSettings).map(([name, value]) => [`${settingsSection}.${name}`, value]),
    )
    expect(Object.fromEntries(Object.entries(properties).map(([name, { default: value }]) => [name, value]))).toEqual(
      defaults,
    )
  })

  it('contributes the views of the code, and is woken for its panel', () => {
    expect(Object.keys(contributes.views)).toEqual([views.container])
    expect(contributes.views[views.container][0].id).toBe(views.tree)
    expect(contributes.viewsContainers.activitybar[0].id).toBe(views.container)
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${views.panel}`)
  })

  it('names pictures that are there', () => {
    const pictures = [manifest.icon, contributes.viewsContainers.activitybar[0].icon, contributes.views.fanout[0].icon]
    for (const file of pictures) expect(existsSync(path.join(root, file)), file).toBe(true)
  })
})

describe('settings', () => {
  it('keep what is understood', () => {
    const rules = [{ send: 'Bus.say', name: 0 }]
    const values: Record<string, unknown> = {
      inject: 'never',
      terminals: true,
      exclude: ['**/gen/**'],
      rules,
      join: { 'a-dev': 'a' },
    }
    expect(readSettings((name) => values[name])).toEqual(values)
  })

  it('fall back to the default where a person typed something else', () => {
    const values: Record<string, unknown> = { inject: 'maybe', terminals: 'yes', exclude: [1, 'a', null] }
    expect(readSettings((name) => values[name])).toEqual({ ...defaultSettings, exclude: ['a'] })
    expect(readSettings(() => undefined)).toEqual(defaultSettings)
  })
})
