import type { CallRule, ClassRules, Detector } from './detector.ts'

/** The connection's own life is no event of the program. */
const except = [
  'connect', 'connection', 'disconnect', 'disconnecting', 'connect_error', 'connect_timeout', 'error', 'reconnect',
  'reconnect_attempt', 'reconnecting', 'reconnect_error', 'reconnect_failed', 'ping', 'pong', 'new_namespace', 'initial_headers', 'headers',
] // prettier-ignore
const send: CallRule = { role: 'send', name: '0', except }
const listen: CallRule = { role: 'receive', name: '0', handler: '1', except }

const endpoint: ClassRules = {
  methods: {
    emit: send,
    emitWithAck: send,
    serverSideEmit: send,
    send: { role: 'send', name: "'message'" },
    on: listen,
    once: listen,
    addListener: listen,
  },
  gives: {
    to: 'Server', in: 'Server', of: 'Server', except: 'Server', volatile: 'Server', broadcast: 'Server', local: 'Server', compress: 'Server',
    timeout: 'Server', on: 'this', sockets: 'Server', io: 'Server', listen: 'this', attach: 'this',
  }, // prettier-ignore
}
const connected = { connection: 'Socket', connect: 'Socket' }
const server: ClassRules = {
  ...endpoint,
  hands: { on: connected, once: connected, addListener: connected },
  knownBy: ['of', 'sockets', 'broadcast', 'to', 'in'],
}

export const socketio: readonly Detector[] = [
  {
    library: 'socket.io',
    system: 'socket.io',
    modules: ['socket.io', 'socket.io/*', '@socket.io/redis-emitter', '@nestjs/platform-socket.io'],
    kind: 'event',
    default: 'Server',
    classes: {
      Server: server,
      Namespace: { extends: 'Server' },
      Socket: { extends: 'Server' },
      RemoteSocket: { extends: 'Server' },
      BroadcastOperator: { extends: 'Server' },
      Emitter: { extends: 'Server' },
    },
    functions: { Server: { gives: 'Server' } },
  },
  {
    library: 'socket.io-client',
    system: 'socket.io',
    modules: ['socket.io-client'],
    kind: 'event',
    default: 'io',
    // What the server's own script leaves in a page.
    globals: { io: 'Page' },
    classes: {
      Socket: endpoint,
      Manager: { gives: { socket: 'Socket' } },
      Server: endpoint,
      Page: { gives: { connect: 'Socket' } },
    },
    functions: { io: { gives: 'Socket' }, connect: { gives: 'Socket' } },
  },
  {
    library: '@nestjs/websockets',
    system: 'socket.io',
    modules: ['@nestjs/websockets'],
    kind: 'event',
    decorators: { SubscribeMessage: { role: 'receive', name: '0', handler: '@target' } },
  },
]
