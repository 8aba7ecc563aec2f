/** Whatever rule is well formed, however little sense it makes: there is a map, and what it finds lies in the source. */
import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { isSelector } from '../../../../src/extension/analysis/rules/selector.ts'
import { makeFolder, mapUnder } from './folder.ts'

const folder = makeFolder({
  'src/bus.ts': `import { EventEmitter } from 'node:events'
export interface Port { say(name: string): void }
export class Bus extends EventEmitter implements Port {
  static instance = new Bus()
  say(name: string, ...rest: unknown[]) { this.emit(name, rest) }
  hear = (handler: () => void, options: { topic: string }) => this.on(options.topic, handler)
  get other(): Bus { return this }
}
export const api = { say: (name: string) => Bus.instance.say(name), bus: new Bus() }
export function publish(topic: string, bus: Port = new Bus()): void { bus.say(topic) }
export function On(name: string) { return (...args: unknown[]) => publish(name) }
export class Paid { constructor(readonly order: string) {} }
`,
  'src/app.ts': `import { api, Bus, On, Paid, publish } from './bus'
import { Hub } from '@acme/events'
import { Queue } from 'fanout'
const bus = new Bus()
bus.say('a', new Paid('x'))
bus.hear(() => {}, { topic: 'b' })
api.say(\`c/\${Math.random()}\`)
publish(...['d', bus])
new Hub('h').say({ topic: ['e', 'f'] }, ...process.argv)
void new Queue('g').send(1)
for await (const one of new Hub('i')) console.log(one)
@On('j')
export class Mailer { @On('k') mail(paid: Paid) { bus.other.say(paid.order) } }
`,
})
afterAll(() => folder.remove())

const name = fc.constantFrom(
  'Bus',
  'Port',
  'api',
  'Paid',
  'Hub',
  'Queue',
  'Mailer',
  'On',
  'publish',
  'say',
  'hear',
  'none',
)
const place = fc.constantFrom(
  'src/bus.ts#',
  'src/app.ts#',
  '#',
  '',
  '@acme/events#',
  'fanout#',
  './src/bus#',
  'gone.ts#',
)
const target = fc
  .tuple(
    place,
    fc.constantFrom('', '', '', 'new ', '@'),
    name,
    fc.constantFrom('', '', '.say', '.hear', '.send', '.on'),
  )
  .map(([from, sign, first, second]) => `${from}${sign}${first}${sign === '' ? second : ''}`)
const step = fc.constantFrom('.topic', '[]', '.*', '.keys', '.new.0', '.order', '.length', '.0')
const start = fc.constantFrom('0', '1', '-1', '9', '*', 'self', 'owner', 'new.0', 'inject.0', '@target', '@param', '@name', '@class.On.0', '@method.mail') // prettier-ignore
const end = fc.constantFrom('', '', '', ':class', ':name', ':owner', ':tested')
const path = fc.tuple(start, fc.array(step, { maxLength: 3 }), end).map(([a, b, c]) => `${a}${b.join('')}${c}`)
const selector = fc.oneof(path, fc.constantFrom("'text'", '{0}:{1}', '{0.topic}/{new.0}')).filter(isSelector)
const role = fc.constantFrom('send', 'receive', 'declare')
const when = fc.record({
  at: selector,
  is: fc.constantFrom('function', 'present', 'absent', 'text', 'data', 'instance'),
})
const callFields = fc.record(
  { handler: selector, message: selector, subscription: selector, group: selector, capacity: selector, deadLetter: selector, when },
  { requiredKeys: [] },
) // prettier-ignore
const short = fc
  .tuple(role, target, selector, callFields, fc.option(selector))
  .map(([is, what, at, rest, scope]) => ({ [is]: what, name: at, ...rest, ...(scope !== null && { scope }) }))
const call = fc.tuple(role, selector, callFields).map(([is, at, rest]) => ({ role: is, name: at, ...rest }))
const table = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> => fc.dictionary(name, item, { maxKeys: 2 })
const long = fc.record(
  {
    modules: fc.constantFrom(['./src/bus.ts'], ['.'], ['@acme/events'], ['fanout', './src/app.ts']),
    classes: table(
      fc.record(
        {
          construct: call,
          methods: table(call),
          assigned: table(call),
          iterate: call,
          gives: table(name),
          extends: name,
        },
        { requiredKeys: [] },
      ),
    ),
    functions: table(fc.record({ call, gives: name, receiver: fc.constantFrom('0', 'piped') }, { requiredKeys: [] })),
    decorators: table(call),
  },
  { requiredKeys: ['modules'] },
)

it('gives a map', { timeout: 900_000 }, () => {
  let told = 0
  fc.assert(
    fc.property(fc.array(fc.oneof(short, long), { minLength: 1, maxLength: 4 }), (rules) => {
      const map = mapUnder(folder, rules)
      told += map.sites.filter(({ library }) => library === 'your rule').length
      const ids = new Set(map.destinations.map(({ id }) => id))
      expect(ids.size).toBe(map.destinations.length)
      for (const { file, line, destinationId } of map.sites) {
        expect(file.startsWith(`${folder.root}/src/`)).toBe(true)
        expect(line).toBeGreaterThan(0)
        if (destinationId !== null) expect(ids).toContain(destinationId)
      }
      for (const { code, message } of map.problems) expect(['rule', 'name-not-known'], message).toContain(code)
    }),
    { seed: 20_261_124, numRuns: process.env['FANOUT_LONG'] === '1' ? 500 : 25 },
  )
  expect(told, 'sites of these rules').toBeGreaterThan(0)
})
