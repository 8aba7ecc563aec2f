import { afterEach, describe, expect, it } from 'vitest'
import { openWorkspace } from '../../../../src/extension/analysis/map.ts'
import { makeFolder, mapUnder, sitesOf, type Folder } from './folder.ts'
import type { DescribedCall } from '../../../../src/extension/analysis/messages.ts'

let folder: Folder
afterEach(() => folder.remove())

const bus = `
export interface Port { tell(name: string): void }
export class Bus implements Port {
  say(name: string, data?: unknown) { queue.push([name, data]) }
  tell(name: string) { queue.push([name]) }
  hear(fn: () => void, options: { topic: string }) { queue.push([fn, options]) }
}
export const api = { announce(event: object) { queue.push(event) } }
export const publish = (topic: string, ...parts: string[]) => queue.push([topic, parts])
export class Job { constructor(readonly kind: string) {} }
export class Paid {}
declare const queue: unknown[]
`

/** `|` stands before the place of the cursor. */
function describeAt(code: string): { readonly call: DescribedCall | undefined; readonly clean: string } {
  const clean = code.replace('|', '')
  folder = makeFolder({ 'src/bus.ts': bus, 'src/app.ts': clean })
  const before = code.slice(0, code.indexOf('|')).split('\n')
  const at = { line: before.length, column: (before.at(-1) ?? '').length + 1 }
  const workspace = openWorkspace({ roots: [folder.root] })
  return { call: workspace.describe({ file: `${folder.root}/src/app.ts`, root: folder.root, ...at }), clean }
}

const from = (names: string): string => `import { ${names} } from './bus'\n`

describe('a call at the cursor', () => {
  it.each([
    ['a method', `${from('Bus')}new Bus().s|ay('paid', 1)`, 'src/bus.ts#Bus.say', 'send', '0'],
    ['behind its arguments', `${from('Bus')}new Bus().say('paid', 1|)`, 'src/bus.ts#Bus.say', 'send', '0'],
    [
      'an injected object',
      `${from('Bus')}export class A { constructor(private b: Bus) {} m() { this.b.sa|y('x') } }`,
      'src/bus.ts#Bus.say',
      'send',
      '0',
    ],
    ['an interface', `${from('Port')}export function f(p: Port) { p.te|ll('x') }`, 'src/bus.ts#Port.tell', 'send', '0'],
    [
      'what receives',
      `${from('Bus')}new Bus().he|ar(() => {}, { topic: 'x' })`,
      'src/bus.ts#Bus.hear',
      'receive',
      '1.topic',
    ],
    ['an object', `${from('api')}api.anno|unce({ id: 1, type: 'x' })`, 'src/bus.ts#api.announce', 'send', '0.type'],
    [
      'a class as the name',
      `${from('api, Paid')}api.anno|unce(new Paid())`,
      'src/bus.ts#api.announce',
      'send',
      '0:class',
    ],
    ['a function', `${from('publish')}pub|lish('x')`, 'src/bus.ts#publish', 'send', '0'],
    ['a renamed function', `${from('publish as tell')}te|ll('x')`, 'src/bus.ts#publish', 'send', '0'],
    ['a construction', `${from('Job')}export const j = new J|ob('x')`, 'src/bus.ts#new Job', 'send', '0'],
    [
      'a library’s function',
      `import { listen } from '@acme/events'\nlis|ten({ topic: 'x' }, () => {})`,
      '@acme/events#listen',
      'receive',
      '0.topic',
    ],
    ['a library’s object', `import { bus } from '@acme/events'\nbus.sa|y('x')`, '@acme/events#bus.say', 'send', '0'],
    [
      'a library’s class',
      `import { Hub } from '@acme/events'\nconst hub = new Hub()\nhub.sho|ut('x')`,
      '@acme/events#Hub.shout',
      'send',
      '0',
    ],
    [
      'a library’s type',
      `import type { Hub } from '@acme/events'\nexport class A { constructor(private hub: Hub) {} m() { this.hub.sho|ut('x') } }`,
      '@acme/events#Hub.shout',
      'send',
      '0',
    ],
    [
      'a library that is known',
      `import { Kafka } from 'kafkajs'\nnew Kafka({}).producer().sendLa|ter('x')`,
      'kafkajs#Producer.sendLater',
      'send',
      '0',
    ],
  ])('says what a rule would name: %s', (_, code, target, role, name) => {
    const { call } = describeAt(code)
    expect(call).toMatchObject({ target, role })
    expect(call?.choices[0]?.selector).toBe(name)
    // And the rule that is made of it finds the very call.
    const rule =
      role === 'send' ? { send: target, name } : { receive: target, name, handler: call?.handlers[0]?.selector }
    const { line, expected } = lineOf(code, target)
    const sites = sitesOf(mapUnder(folder, [rule]), folder)
    expect(sites).toContain(`src/app.ts:${line} ${role} ${expected}`)
  })

  it('offers the other places too, and which functions are handed over', () => {
    const { call } = describeAt(`${from('Bus')}new Bus().he|ar(() => {}, { topic: 'x', id: 'y' })`)
    expect(call).toMatchObject({
      called: 'hear',
      choices: [
        { selector: '1.topic', text: "topic of { topic: 'x', id: 'y' }" },
        { selector: '1.id', text: "id of { topic: 'x', id: 'y' }" },
        { selector: '1', text: "{ topic: 'x', id: 'y' }" },
      ],
      handlers: [{ selector: '0', text: '() => {}' }],
    })
  })

  it('is none where nothing is called, or what is called is not known', () => {
    expect(describeAt(`export const a| = 1\nconsole.log('x')`).call).toBeUndefined()
    folder.remove()
    const { call } = describeAt(`export function f(x) { x.sa|y('a') }`)
    expect(call).toEqual({ called: 'say', choices: [], handlers: [] })
  })
})

function lineOf(code: string, target: string): { line: number; expected: string } {
  const line = code.slice(0, code.indexOf('|')).split('\n').length
  return {
    line,
    expected: code.includes('new Paid') && target.includes('announce') ? 'Paid' : (/'(paid|x)'/.exec(code)?.[1] ?? ''),
  }
}
