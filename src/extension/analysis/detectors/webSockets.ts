import { listeners, tagged, told, toldAlone } from './taggedMessages.ts'
import type { ClassRules, Detector } from './detector.ts'

const socket: ClassRules = {
  methods: { send: tagged, ...listeners, addEventListener: told },
  assigned: { onmessage: toldAlone },
  gives: { on: 'this' },
}

/** A socket of either side: a message whose kind stands in its JSON, told by the other side by that kind. */
export const webSockets: Detector = {
  library: 'ws',
  system: 'websocket',
  modules: ['ws', 'isomorphic-ws', 'reconnecting-websocket', '@fastify/websocket'],
  kind: 'event',
  default: 'WebSocket',
  globals: { WebSocket: 'WebSocket' },
  classes: {
    WebSocket: socket,
    ReconnectingWebSocket: { extends: 'WebSocket' },
    WebSocketServer: {
      hands: { on: { connection: 'WebSocket' }, once: { connection: 'WebSocket' } },
      gives: { on: 'this', clients: 'WebSocket[]' },
    },
    Server: { extends: 'WebSocketServer', hands: { on: { connection: 'WebSocket' } } },
  },
}
