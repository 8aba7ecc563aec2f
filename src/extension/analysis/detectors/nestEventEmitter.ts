import type { Detector } from './detector.ts'

/** One emitter for the whole application, handed out by the container. */
export const nestEventEmitter: Detector = {
  library: '@nestjs/event-emitter',
  system: 'eventemitter2',
  modules: ['@nestjs/event-emitter'],
  kind: 'event',
  classes: {
    EventEmitter2: {
      methods: {
        emit: { role: 'send', name: '0' },
        emitAsync: { role: 'send', name: '0' },
        on: { role: 'receive', name: '0', handler: '1' },
        once: { role: 'receive', name: '0', handler: '1' },
      },
    },
  },
  decorators: { OnEvent: { role: 'receive', name: '0[]', handler: '@target', wildcards: ['**'] } },
}
