import { nodeEvents } from './nodeEvents.ts'
import type { Detector } from './detector.ts'

/** Packages whose class is Node's EventEmitter by another name, or only types over it. */
export const emitterTwins: readonly Detector[] = [
  twin('eventemitter3', ['eventemitter3'], ['EventEmitter']),
  twin('tiny-typed-emitter', ['tiny-typed-emitter'], ['TypedEmitter', 'EventEmitter']),
  twin('typed-emitter', ['typed-emitter', 'typed-emitter/rxjs'], ['TypedEmitter', 'TypedEventEmitter']),
  twin(
    'strict-event-emitter',
    ['strict-event-emitter', 'strict-event-emitter-types'],
    ['Emitter', 'StrictEventEmitter', 'StrictEventEmitterTypes'],
  ),
  twin('async-event-emitter', ['@vladfrangu/async_event_emitter'], ['AsyncEventEmitter']),
  twin(
    'component-emitter',
    [
      'wolfy87-eventemitter',
      'event-emitter',
      'component-emitter',
      'tiny-emitter',
      'tiny-emitter/instance',
      'nanobus',
      '@socket.io/component-emitter',
      'tseep',
      'eventemitter-asyncresource',
      'eventemitter2-typed',
    ],
    ['Emitter', 'EventEmitter', 'TinyEmitter'],
  ),
]

function twin(library: string, modules: readonly string[], names: readonly string[]): Detector {
  const rules = nodeEvents.classes?.['EventEmitter'] ?? {}
  return {
    library,
    system: 'node:events',
    modules,
    kind: 'event',
    default: names[0] ?? 'EventEmitter',
    classes: Object.fromEntries(names.map((name) => [name, rules])),
  }
}
