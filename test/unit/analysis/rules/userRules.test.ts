import { afterEach, describe, expect, it } from 'vitest'
import { mapWorkspace, openWorkspace } from '../../../../src/extension/analysis/map.ts'
import { readRules } from '../../../../src/extension/analysis/rules/userRules.ts'
import { makeFolder, mapUnder, sitesOf, type Folder } from './folder.ts'

let folder: Folder
afterEach(() => folder.remove())

const opaqueBus = `
import { transport } from './transport.js'
export class Bus {
  constructor(private t: ReturnType<typeof transport>) {}
  say(name: string, data: unknown) { this.t.write(JSON.stringify({ name, data })) }
  hear(name: string, fn: (data: unknown) => void) { this.t.listeners.get(name)?.add(fn) }
}
`

describe('a rule for what the folder declares', () => {
  it('makes sites of the calls of a method, wherever the object comes from', () => {
    folder = makeFolder({
      'src/bus.ts': opaqueBus,
      'src/app.ts': `import { Bus } from './bus'
const bus = new Bus(null as never)
bus.say('paid', 1)
bus.hear('paid', function mail() {})
export class Shop { constructor(private bus: Bus) {} sell() { this.bus.say('sold', 1) } }
`,
    })
    expect(sitesOf(mapUnder(folder, []), folder)).toEqual([])
    const rules = [{ send: 'src/bus.ts#Bus.say', receive: 'src/bus.ts#Bus.hear', name: 0, handler: 1 }]
    const map = mapUnder(folder, rules)
    expect(sitesOf(map, folder)).toEqual([
      'src/app.ts:3 send paid',
      'src/app.ts:4 receive paid',
      'src/app.ts:5 send sold',
    ])
    expect(map.sites[1]?.code.name).toBe('mail')
    expect(map.sites[0]).toMatchObject({
      library: 'your rule',
      evidence: 'Sends through Bus.say by your rule fanout.rules[0].',
    })
    expect(map.destinations.map(({ name, kind }) => `${kind} ${name}`).sort()).toEqual(['event paid', 'event sold'])
    expect(map.problems).toEqual([])
  })

  it('follows what forwards the name, as with any library', () => {
    folder = makeFolder({
      'src/bus.ts': opaqueBus,
      'src/app.ts': `import { Bus } from './bus'
const bus = new Bus(null as never)
const tell = (what: string) => bus.say('order.' + what, 1)
tell('paid')
tell('sent')
`,
    })
    expect(sitesOf(mapUnder(folder, [{ send: 'src/bus.ts#Bus.say', name: 0 }]), folder)).toEqual([
      'src/app.ts:4 send order.paid',
      'src/app.ts:5 send order.sent',
    ])
  })

  it('has its say too where somebody asks why a line is no site', () => {
    folder = makeFolder({
      'src/bus.ts': opaqueBus,
      'src/app.ts': `import { Bus } from './bus'
const bus = new Bus(null as never)
const tell = (what: string) => bus.say('order.' + what, 1)
tell('paid')
`,
    })
    const { root } = folder
    const { detectors } = readRules([{ send: 'src/bus.ts#Bus.say', name: 0 }], 'fanout.rules', root)
    const workspace = openWorkspace({
      roots: [root],
      rules: [{ root, detectors, join: [], exclude: [], problems: [] }],
    })
    expect(workspace.whyNot({ file: `${root}/src/app.ts`, line: 3 })).toEqual([
      `say: it is inside of tell, whose callers are the sites: ${root}/src/app.ts:4`,
    ])
  })

  it('reaches heirs, implementers and callers by the interface', () => {
    folder = makeFolder({
      'src/bus.ts': `
export interface Bus { say(name: string): void }
export class Memory implements Bus { say(name: string) { queue.push(name) } }
export class Louder extends Memory { override say(name: string) { super.say(name); console.log(name) } }
declare const queue: string[]
`,
      'src/app.ts': `import { Louder, Memory, type Bus } from './bus'
new Memory().say('a')
new Louder().say('b')
export function any(bus: Bus) { bus.say('c') }
class Other { say(name: string) {} }
new Other().say('d')
`,
    })
    expect(sitesOf(mapUnder(folder, [{ send: 'src/bus.ts#Bus.say', name: 0 }]), folder)).toEqual([
      'src/app.ts:2 send a',
      'src/app.ts:3 send b',
      'src/app.ts:4 send c',
    ])
    // Of a base class an heir is meant too, and the interface that it implements.
    expect(sitesOf(mapUnder(folder, [{ send: 'src/bus.ts#Memory.say', name: 0 }]), folder)).toEqual([
      'src/app.ts:2 send a',
      'src/app.ts:3 send b',
      'src/app.ts:4 send c',
    ])
    expect(sitesOf(mapUnder(folder, [{ send: 'src/bus.ts#Louder.say', name: 0 }]), folder)).toContain(
      'src/app.ts:3 send b',
    )
    expect(sitesOf(mapUnder(folder, [{ send: 'src/bus.ts#Louder.say', name: 0 }]), folder)).not.toContain(
      'src/app.ts:2 send a',
    )
  })

  it('knows functions, objects, constructors and decorators, renamed and handed on', () => {
    folder = makeFolder({
      'src/lib.ts': `
export function publish(topic: string) { post(topic) }
export const api = { listen(fn: () => void, opts: { topic: string }) { post(fn, opts) } }
export class Job { constructor(readonly kind: string) {} }
export const On = (topic: string) => (target: object, key: string) => {}
declare function post(...args: unknown[]): void
`,
      'src/index.ts': `export { publish as announce, api, Job, On } from './lib'\n`,
      'src/app.ts': `import { announce, api, Job, On } from './index'
announce('a')
api.listen(() => {}, { topic: 'b' })
export const job = new Job('c')
export class Mailer {
  @On('d')
  mail() {}
}
`,
    })
    const rules = [
      { send: ['src/index.ts#announce', 'src/index.ts#new Job'], name: 0 },
      { receive: 'src/lib.ts#api.listen', name: '1.topic', handler: 0, kind: 'topic' },
      { receive: '#@On', name: 0, handler: '@target' },
    ]
    const map = mapUnder(folder, rules)
    expect(sitesOf(map, folder)).toEqual([
      'src/app.ts:2 send a',
      'src/app.ts:3 receive b',
      'src/app.ts:4 send c',
      'src/app.ts:6 receive d',
    ])
    expect(map.problems).toEqual([])
    expect(map.destinations.find(({ name }) => name === 'b')?.kind).toBe('topic')
    expect(map.sites[3]?.code.name).toBe('Mailer.mail')
  })

  it('knows default exports, CommonJS, and calls inside the class', () => {
    folder = makeFolder({
      'src/bus.ts': `export default class {
  say(name: string, data?: object) { post(name, data) }
  paid(order: object) { this.say('paid', order) }
}
declare function post(...args: unknown[]): void
`,
      'src/tell.js': `exports.tell = (name) => transport.post(name)\nmodule.exports.hear = function (name, fn) { transport.on(name, fn) }\n`,
      'src/app.js': `const { tell } = require('./tell')\nconst all = require('./tell')\ntell('a')\nall.hear('a', () => {})\n`,
      'src/main.ts': `import Anything from './bus'\nconst bus = new Anything()\nbus.say('b')\nbus.paid({})\n`,
    })
    const map = mapUnder(folder, [
      { send: ['src/bus.ts#default.say', 'src/tell.js#tell'], name: 0 },
      { receive: './src/tell#hear', name: 0, handler: 1 },
    ])
    expect(sitesOf(map, folder)).toEqual([
      'src/app.js:3 send a',
      'src/app.js:4 receive a',
      'src/main.ts:3 send b',
      'src/main.ts:4 send paid',
    ])
    expect(map.problems).toEqual([])
  })

  it('counts instead of what the map finds in it by itself', () => {
    folder = makeFolder({
      'src/bus.ts': `import { EventEmitter } from 'node:events'
export class Bus extends EventEmitter {
  say(name: string, data: unknown) { this.emit('all', { name, data }); this.emit(name, data) }
  paid(order: number) { this.emit('fixed', order) }
}
`,
      'src/app.ts': `import { Bus } from './bus'
const bus = new Bus()
bus.say('a', 1)
bus.paid(1)
bus.on('a', () => {})
bus.on('all', () => {})
`,
    })
    const before = sitesOf(mapUnder(folder, []), folder)
    expect(before).toContain('src/app.ts:3 send a')
    const map = mapUnder(folder, [
      { send: 'src/bus.ts#Bus.say', name: 0 },
      { send: 'src/bus.ts#Bus.paid', name: "'order-paid'" },
    ])
    expect(sitesOf(map, folder)).toEqual([
      'src/app.ts:3 send a',
      'src/app.ts:4 send order-paid',
      'src/app.ts:5 receive a',
      'src/app.ts:6 receive all',
      'src/bus.ts:3 send all',
      'src/bus.ts:4 send fixed',
    ])
    // The name belongs to what else is called so: one destination, with both ends.
    const a = map.destinations.filter(({ name }) => name === 'a')
    expect(a).toMatchObject([{ system: 'node:events', kind: 'event', scope: 'Bus' }])
    expect(map.sites.filter(({ destinationId }) => destinationId === a[0]?.id).map(({ role }) => role)).toEqual([
      'send',
      'receive',
    ])
  })

  it('says what it names that is not there, at the rule, and keeps the others', () => {
    folder = makeFolder({
      'src/bus.ts': opaqueBus,
      'src/app.ts': `import { Bus } from './bus'\nnew Bus(null!).say('a', 1)\n`,
    })
    const map = mapUnder(folder, [
      { send: 'src/bus.ts#Bus.sya', name: 0 },
      { send: 'src/bsu.ts#Bus.say', name: 0 },
      { send: 'say', name: 0 },
      { send: 'Bus.say', name: 0 },
    ])
    expect(map.problems.map(({ message }) => message)).toEqual([
      'fanout.rules[0]: nothing is declared as src/bus.ts#Bus.sya',
      'fanout.rules[1]: there is no source file src/bsu.ts in the folder',
      'fanout.rules[2]: nothing is declared as #say',
    ])
    expect(sitesOf(map, folder)).toEqual(['src/app.ts:2 send a'])
  })
})

describe('a rule for a library', () => {
  it('teaches one that nobody wrote a detector for', () => {
    folder = makeFolder({
      'src/app.ts': `import { createBus, listen } from '@acme/events'
import { Hub } from '@acme/events/hub'
const hub = new Hub()
hub.shout('a')
listen({ topic: 'a' }, () => {})
createBus().shout('b')
`,
    })
    const map = mapUnder(folder, [
      { send: '@acme/events/hub#Hub.shout', name: 0 },
      { receive: '@acme/events#listen', name: '0.topic', handler: 1 },
      {
        library: 'Acme',
        system: 'acme',
        kind: 'topic',
        modules: ['@acme/events'],
        functions: { createBus: { gives: 'Bus' } },
        classes: { Bus: { methods: { shout: { role: 'send', name: '0' } } } },
      },
    ])
    expect(sitesOf(map, folder)).toEqual(['src/app.ts:4 send a', 'src/app.ts:5 receive a', 'src/app.ts:6 send b'])
    expect(map.destinations).toMatchObject([
      { name: 'a', kind: 'event' },
      { name: 'b', system: 'acme', kind: 'topic' },
    ])
    expect(map.sites[2]?.library).toBe('Acme')
  })

  it('adds to what another rule says of the same class', () => {
    folder = makeFolder({
      'src/app.ts': `import { Hub } from '@acme/events'
const hub = new Hub()
hub.shout('a')
hub.hear('a', function mail() {})
hub.order('b')
hub.bridge('b', 'c')
`,
    })
    const map = mapUnder(folder, [
      { send: '@acme/events#Hub.shout', receive: '@acme/events#Hub.hear', name: 0, handler: 1 },
      { send: '@acme/events#Hub.order', name: 0, system: 'acme', kind: 'queue' },
      { receive: '@acme/events#Hub.bridge', name: 0, system: 'acme', kind: 'queue' },
      { send: '@acme/events#Hub.bridge', name: 1 },
    ])
    expect(sitesOf(map, folder)).toEqual([
      'src/app.ts:3 send a',
      'src/app.ts:4 receive a',
      'src/app.ts:5 send b',
      'src/app.ts:6 receive b',
      'src/app.ts:6 send c',
    ])
    expect(map.destinations).toMatchObject([
      { name: 'a', kind: 'event' },
      { name: 'b', system: 'acme', kind: 'queue' },
      { name: 'c', kind: 'event' },
    ])
    expect(new Set(map.destinations.map(({ system }) => system)).size).toBe(2)
    expect(map.sites[1]?.evidence).toContain('your rule fanout.rules[0]')
    expect(map.sites[2]?.evidence).toContain('your rule fanout.rules[1]')
  })

  it('adds to a class that a detector knows: its names are the library’s', () => {
    folder = makeFolder({
      'src/app.ts': `import { Kafka } from 'kafkajs'
const producer = new Kafka({}).producer()
producer.send({ topic: 'a', messages: [] })
producer.sendLater('b', 5)
`,
    })
    const map = mapUnder(folder, [{ send: 'kafkajs#Producer.sendLater', name: 0 }])
    expect(sitesOf(map, folder)).toEqual(['src/app.ts:3 send a', 'src/app.ts:4 send b'])
    expect(new Set(map.destinations.map(({ system }) => system))).toEqual(new Set(['kafka']))
    expect(map.sites[1]?.evidence).toContain('your rule fanout.rules[0]')
  })
})

describe('names that are joined', () => {
  it('are one destination under the name that is shown, which keeps what the source calls it', () => {
    folder = makeFolder({
      'src/app.ts': `import { EventEmitter } from 'node:events'
const bus = new EventEmitter()
bus.emit('orders-dev')
bus.on('orders-prod', () => {})
bus.emit('mail-dev')
`,
    })
    const map = mapUnder(folder, [], [{ from: '*-dev', to: '*-prod' }])
    expect(map.destinations).toMatchObject([
      { name: 'orders-prod', alsoNamed: ['orders-dev'] },
      { name: 'mail-prod', alsoNamed: ['mail-dev'] },
    ])
    expect(sitesOf(map, folder)).toEqual([
      'src/app.ts:3 send orders-prod',
      'src/app.ts:4 receive orders-prod',
      'src/app.ts:5 send mail-prod',
    ])
    expect(map.join).toEqual([{ from: '*-dev', to: '*-prod' }])
  })
})

describe('several folders', () => {
  it('each have rules, names and files to leave out of their own', () => {
    folder = makeFolder({
      'one/src/bus.ts': opaqueBus,
      'one/src/app.ts': `import { Bus } from './bus'\nimport { tell } from 'told'\nnew Bus(null!).say('a-dev', 1)\ntell('b')\n`,
      'one/old/app.ts': `import { tell } from 'told'\ntell('old')\n`,
      'two/src/bus.ts': opaqueBus,
      'two/src/app.ts': `import { Bus } from './bus'\nimport { tell } from 'told'\nnew Bus(null!).say('a-dev', 1)\ntell('b-dev')\n`,
    })
    const roots = ['one', 'two'].map((name) => `${folder.root}/${name}`)
    const [one = '', two = ''] = roots
    const nothing = { join: [], exclude: [], problems: [] }
    const map = mapWorkspace({
      roots,
      rules: [
        {
          ...nothing,
          root: one,
          ...readRules(
            [
              { send: 'src/bus.ts#Bus.say', name: 0 },
              { send: 'told#tell', name: 0 },
            ],
            'r',
            one,
          ),
          join: [{ from: '*-dev', to: '*' }],
          exclude: ['old/**'],
        },
        { ...nothing, root: two, ...readRules([{ send: 'src/bus.ts#Bus.say', name: 0 }], 'r', two) },
      ],
    })
    expect(sitesOf(map, folder)).toEqual([
      'one/src/app.ts:3 send a',
      'one/src/app.ts:4 send b',
      'two/src/app.ts:3 send a-dev',
    ])
    expect(map.problems).toEqual([])
  })
})
