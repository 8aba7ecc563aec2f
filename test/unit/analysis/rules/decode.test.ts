import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detectors } from '../../../../src/extension/analysis/detectors/all.ts'
import { detectorRule } from '../../../../src/extension/analysis/rules/ruleForm.ts'
import { formatTarget, parseTarget } from '../../../../src/extension/analysis/rules/target.ts'
import { readRules } from '../../../../src/extension/analysis/rules/userRules.ts'

const messages = (value: unknown): string[] =>
  readRules(value, 'fanout.rules', '/w').errors.map(({ message }) => message)

describe('the form of a rule', () => {
  it('holds whatever a detector of the extension says', () => {
    expect(detectors.length).toBeGreaterThan(50)
    for (const detector of detectors) {
      const plain: unknown = JSON.parse(JSON.stringify(detector))
      expect(detectorRule.decode(plain, detector.library), detector.library).toEqual(detector)
    }
  })

  it('says what was expected and what came, and where', () => {
    expect(
      messages([
        { send: 'src/bus.ts#Bus.say' },
        { send: 'src/bus.ts#Bus.say', nmae: 0 },
        { send: 'a.b.c', name: 0 },
        { send: 'b', name: 'first' },
        { name: 0 },
        { modules: ['x'], classes: { Bus: { methods: { say: { role: 'sends', name: '0' } } } } },
        { modules: ["x'; declare const y"] },
        null,
      ]),
    ).toEqual([
      'fanout.rules[0].name: expected a value, came nothing',
      expect.stringMatching(/^fanout\.rules\[1\]: expected fields named send, receive, .*name.*, came "nmae"$/),
      'fanout.rules[2].send: expected what is called, such as "src/bus.ts#Bus.say" or "@acme/events#listen", came "a.b.c"',
      'fanout.rules[3].name: expected a selector, such as 0, "0.topic" or "\'text\'", came "first"',
      'fanout.rules[4]: expected what it is about in "send", "receive", "declare" or "modules", came none of them',
      'fanout.rules[5].classes.Bus.methods.say.role: expected "send" or "receive" or "declare", came "sends"',
      'fanout.rules[6].modules[0]: expected a module as it is imported, or a file of the folder as "./src/bus.ts", came "x\'; declare const y"',
      'fanout.rules[7]: expected an object, came null',
    ])
    expect(messages({})).toEqual(['fanout.rules: expected a list of rules, came an object'])
  })

  it('keeps the rules beside a wrong one', () => {
    const { detectors: kept } = readRules([{ send: 'a', name: 0 }, 7, { receive: 'b', name: 0 }], 'r', '/w')
    expect(kept.map(({ functions }) => Object.keys(functions ?? {}))).toEqual([['a'], ['b']])
  })

  it.each([
    ['0', 0],
    ['a property', '0.topic'],
    ['a list', ['0[].topic', '-1']],
    ['a template', '{0}:{1}'],
    ['a text', "'orders'"],
    ['the receiver’s construction', 'new.0'],
    ['a class', '0:class'],
  ])('takes %s as a selector', (_, name) => {
    expect(messages([{ send: 'say', name }])).toEqual([])
  })
})

describe('whatever comes', () => {
  const words = fc.constantFrom(
    'send', 'receive', 'name', 'modules', 'classes', 'methods', 'functions', 'call', 'role', 'kind', 'handler', 'scope',
    'decorators', '0', "'x'", 'src/a.ts#B.c', 'B', 'queue', '__proto__', 'constructor', '{0',
  ) // prettier-ignore
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      words,
      fc.anything(),
      fc.array(tie('value')),
      fc.dictionary(words, tie('value')),
    ),
  })).value

  it('is decoded or refused, never thrown on, and pollutes nothing', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const { detectors: read, errors } = readRules(value, 'rules', '/w')
        expect(Array.isArray(read) && Array.isArray(errors)).toBe(true)
        for (const { message } of errors) expect(message.length).toBeLessThan(1_500)
        expect(({} as Record<string, unknown>)['role']).toBeUndefined()
      }),
      { numRuns: 500 },
    )
  })

  it('is bounded', () => {
    const many = Array.from({ length: 1_000 }, () => ({ send: 'say', name: 0 }))
    const { detectors: read, errors } = readRules(many, 'rules', '/w')
    expect(read).toHaveLength(500)
    expect(errors.map(({ message }) => message)).toEqual(['rules: only the first 500 of 1000 rules count'])
    expect(messages([{ send: 'x'.repeat(1_000), name: 0 }])).toHaveLength(1)
  })
})

it('writes a target as it reads it', () => {
  for (const text of [
    'src/bus.ts#Bus.say',
    '@acme/events#listen',
    '#new Job',
    'src/on.ts#@On',
    '../shared/bus.ts#say',
  ]) {
    const target = parseTarget(text)
    expect(target && formatTarget(target), text).toBe(text)
  }
})
