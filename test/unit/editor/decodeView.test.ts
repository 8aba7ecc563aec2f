import { describe, expect, it } from 'vitest'
import { decodeFromView } from '../../../src/protocol/decodeView.ts'
import type { FromView } from '../../../src/protocol/view.ts'

const position = { file: '/w/a.ts', line: 3, column: 7 }

const messages: readonly FromView[] = [
  { type: 'ready' },
  { type: 'open', title: 'resize', positions: [position], beside: true },
  { type: 'open', title: '', positions: [], beside: false },
  { type: 'select', id: 'fanout/queue//resize' },
  { type: 'select', id: null },
  { type: 'command', command: 'start' },
  { type: 'command', command: 'manageTrust' },
  { type: 'command', command: 'addRuntime' },
  { type: 'command', command: 'openReadme' },
  { type: 'drawn', revision: 0 },
  { type: 'failed', message: 'TypeError: x' },
]

describe('decodeFromView', () => {
  it.each(messages)('takes what the view says: %j', (message) => {
    expect(decodeFromView(structuredClone(message))).toEqual(message)
  })

  it.each([
    undefined,
    null,
    'ready',
    [],
    {},
    { type: 'toString' },
    { type: 'open', title: 'x', positions: 'all', beside: true },
    { type: 'open', title: 'x', positions: [{ ...position, line: 0 }], beside: true },
    { type: 'open', title: 'x', positions: [{ ...position, file: '' }], beside: true },
    { type: 'open', title: 'x', positions: [{ ...position, column: 1.5 }], beside: true },
    { type: 'open', title: 'x'.repeat(20_001), positions: [], beside: true },
    { type: 'open', title: 'x', positions: Array.from({ length: 10_001 }, () => position), beside: true },
    { type: 'select' },
    { type: 'select', id: 4 },
    { type: 'command', command: 'workbench.action.quit' },
    { type: 'command', command: '__proto__' },
    { type: 'drawn', revision: -1 },
    { type: 'drawn', revision: '1' },
    { type: 'failed' },
  ])('refuses what the view cannot mean: %#', (message) => {
    expect(decodeFromView(message)).toBeUndefined()
  })

  it('leaves out what was not named, and cuts a long failure', () => {
    expect(decodeFromView({ type: 'open', title: 'x', positions: [{ ...position, secret: 1 }], beside: 1 })).toEqual({
      type: 'open',
      title: 'x',
      positions: [position],
      beside: false,
    })
    expect(decodeFromView({ type: 'failed', message: 'x'.repeat(30_000) })).toEqual({
      type: 'failed',
      message: 'x'.repeat(20_000),
    })
  })
})
