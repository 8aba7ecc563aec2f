/**
 * Channels that carry anything: a message of the program's own is one whose kind stands in it as a text and which the
 * other end tells by that text. Data without a kind, and the protocols of others, are not in the map.
 */
import type { CallRule } from './detector.ts'

/** Fields that people keep a message's kind in. */
export const kindFields = ['type', 'kind', 'event', 'action', 'cmd', 'command', 'op']

export const tagged: CallRule = {
  role: 'send',
  name: kindFields.map((kind) => `0.${kind}`),
  when: { at: '0', is: 'data' },
  paired: 'name',
}

/** `worker.on('message', (message) => …)` */
export const told: CallRule = { role: 'receive', name: '1:cases', handler: '1', only: 'message', paired: 'name' }

/** `on`, `once` and `addListener` of Node's ends. */
export const listeners = { on: told, once: told, addListener: told } as const

/** `worker.onmessage = ({ data }) => …`, `webview.onDidReceiveMessage((message) => …)` */
export const toldAlone: CallRule = { role: 'receive', name: '0:cases', handler: '0', paired: 'name' }
