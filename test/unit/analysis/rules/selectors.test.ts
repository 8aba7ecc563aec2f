/** Each selector, in a user's rule for what the folder declares: the name that it gives. */
import { afterEach, describe, expect, it } from 'vitest'
import { isSelector } from '../../../../src/extension/analysis/rules/selector.ts'
import { makeFolder, mapUnder, type Folder } from './folder.ts'

let folder: Folder
afterEach(() => folder.remove())

const bus = `export class Bus {
  constructor(readonly topic?: unknown, readonly options?: object) {}
  say(...args: unknown[]): void { post(args) }
}
export function Inject(name: string) { return (...args: unknown[]) => post(args) }
export function On(...args: unknown[]) { return (...args: unknown[]) => post(args) }
export function Group(name: string) { return (...args: unknown[]) => post(args) }
export class Paid {}
export class Topic { constructor(readonly name: string) {} }
declare function post(...args: unknown[]): void
`
const head = `import { Bus, Group, Inject, On, Paid, Topic } from './bus'\n`

function namesOf(rule: object, code: string): string[] {
  folder = makeFolder({ 'src/bus.ts': bus, 'src/app.ts': head + code })
  const { destinations, problems } = mapUnder(folder, [rule])
  expect(problems.filter((problem) => problem.code === 'rule')).toEqual([])
  return destinations.map(({ name }) => name).sort()
}

describe('a selector of a call', () => {
  it.each([
    ['0', `say('a', 'b')`, ['a']],
    [0, `say('a', 'b')`, ['a']],
    ['-1', `say('a', 'b')`, ['b']],
    [-1, `say('a', 'b')`, ['b']],
    ['*', `say('a', 'b')`, ['a', 'b']],
    ['0.topic', `say({ topic: 'a' })`, ['a']],
    ['0.to.name', `say({ to: { name: 'a' } })`, ['a']],
    ['0[]', `say(['a', 'b'])`, ['a', 'b']],
    ['0[].topic', `say([{ topic: 'a' }, { topic: 'b' }])`, ['a', 'b']],
    ['0.*', `say({ x: 'a', y: 'b' })`, ['a', 'b']],
    ['0.keys', `say({ a: 1, b: 2 })`, ['a', 'b']],
    [`'fixed'`, `say('a')`, ['fixed']],
    ['{0}:{1.name}', `say('a', { name: 'b' })`, ['a:b']],
    [['1.topic', '0'], `say('a', {})`, ['a']],
    [['1.topic', '0'], `say('a', { topic: 'b' })`, ['b']],
    ['0:class', `say(new Paid())`, ['Paid']],
    ['0:name', `say(function mail() {})`, ['mail']],
    ['0:tested', `say((event: unknown) => event instanceof Paid)`, ['Paid']],
    ['0.new.0', `say(new Topic('a'))`, ['a']],
  ])('%s of bus.%s', (name, call, expected) => {
    expect(namesOf({ send: 'src/bus.ts#Bus.say', name }, `new Bus().${call}\n`)).toEqual(expected)
  })

  it('of the object that is called: how it was made, what holds it, what it is injected by', () => {
    const say = (name: string): object => ({ send: 'src/bus.ts#Bus.say', name })
    expect(namesOf(say('new.0'), `const b = new Bus('a')\nb.say()\n`)).toEqual(['a'])
    folder.remove()
    // Objects of one class are one place, as a running program would say it.
    const shop = `class Shop { private orders = new Bus(); sell() { this.orders.say() } }\nnew Shop()\n`
    expect(namesOf(say('owner'), shop)).toEqual(['Bus'])
    folder.remove()
    const hub = `import { Hub } from '@acme/events'\nconst orders = new Hub()\norders.say()\n`
    expect(namesOf({ send: '@acme/events#Hub.say', name: 'owner' }, hub)).toEqual(['orders'])
  })

  it('of an injected object: the decorator beside it', () => {
    const code = `import { Queue } from '@acme/jobs'
export class Shop { constructor(@Inject('mails') private queue: Queue) {} sell() { this.queue.put({}) } }
`
    expect(namesOf({ send: '@acme/jobs#Queue.put', name: 'inject.0' }, code)).toEqual(['mails'])
  })
})

describe('a selector of a decorator', () => {
  it.each([
    ['0', ['placed']],
    ['@param', []],
    ['@param:class', ['Paid']],
    ['@class.Group.0', ['shop']],
    ['@method.handle:name', ['handle']],
  ])('%s', (name, expected) => {
    const code = `@Group('shop')
export class Shop {
  @On('placed')
  handle(event: Paid) {}
}
`
    expect(namesOf({ receive: '#@On', name, handler: '@target' }, code)).toEqual(expected)
  })
})

it('is nothing else', () => {
  for (const text of [
    '',
    'first',
    '0..a',
    '0.',
    'a.0',
    '{0',
    '{first}',
    "'",
    "'a'b'",
    '0:kind',
    '@what',
    '0\n',
    '1000',
  ]) {
    expect(isSelector(text), text).toBe(false)
  }
})
