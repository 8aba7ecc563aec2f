import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withRule } from '../../../src/extension/editor/configText.ts'

const rule = { send: 'src/bus.ts#Bus.say', name: 0 }

describe('a rule that is added to a configuration', () => {
  it('goes behind the others and leaves layout and comments alone', () => {
    const text = `{
  // what we send
  "join": { "rules": [1] },
  "rules": [
    { "send": "a", "name": 0 } // the first
  ]
}
`
    expect(withRule(text, rule)).toBe(`{
  // what we send
  "join": { "rules": [1] },
  "rules": [
    { "send": "a", "name": 0 },
    { "send": "src/bus.ts#Bus.say", "name": 0 } // the first
  ]
}
`)
  })

  it.each([
    ['nothing', '', `{\n  "rules": [\n    {\n      "send": "src/bus.ts#Bus.say",\n      "name": 0\n    }\n  ]\n}\n`],
    ['an empty object', '{}', `{\n  "rules": [\n    { "send": "src/bus.ts#Bus.say", "name": 0 }\n  ]\n}`],
    [
      'no rules',
      '{\n  "join": {}\n}\n',
      `{\n  "join": {},\n  "rules": [\n    { "send": "src/bus.ts#Bus.say", "name": 0 }\n  ]\n}\n`,
    ],
    ['an empty list', '{ "rules": [] }', `{ "rules": [\n    { "send": "src/bus.ts#Bus.say", "name": 0 }\n  ] }`],
  ])('starts from %s', (_, text, expected) => {
    expect(withRule(text, rule)).toBe(expected)
  })

  it('does nothing to what is no configuration', () => {
    for (const text of ['[]', '7', '{ "rules": [', '{ "rules": ]}', 'not json', '"rules"']) {
      expect(withRule(text, rule), text).toBeUndefined()
    }
  })

  it('is the last of its list whatever else is there', () => {
    const other = fc.dictionary(
      fc.constantFrom('join', 'exclude', 'a"b', '\\', '//', '/*'),
      fc.jsonValue({ maxDepth: 3 }),
    )
    const layout = fc.constantFrom<string | number>('', 2, '\t')
    fc.assert(
      fc.property(
        other,
        fc.option(fc.array(fc.jsonValue({ maxDepth: 2 }))),
        layout,
        fc.boolean(),
        (rest, rules, space, first) => {
          const before = rules === null ? rest : first ? { rules, ...rest } : { ...rest, rules }
          const json = JSON.stringify(before, null, space)
          const known = JSON.parse(json) as { rules?: unknown[] }
          const text = withRule(json, rule)
          expect(JSON.parse(text ?? '')).toEqual({ ...known, rules: [...(known.rules ?? []), rule] })
        },
      ),
    )
  })
})
