import type { Detector } from './detector.ts'

/** Queues by token: `@InjectQueue('mail')` beside a `Queue`, `@Processor('mail')` over its consumer. */
export const nestBull: readonly Detector[] = [
  {
    library: '@nestjs/bull',
    system: 'bull',
    modules: ['@nestjs/bull'],
    kind: 'queue',
    decorators: {
      Process: {
        role: 'receive',
        name: ['@class.Processor.0.name', '@class.Processor.0'],
        message: ['0.name', '0'],
        handler: '@target',
      },
    },
  },
  {
    library: '@nestjs/bullmq',
    system: 'bullmq',
    modules: ['@nestjs/bullmq'],
    kind: 'queue',
    decorators: { Processor: { role: 'receive', name: ['0.name', '0'], handler: '@method.process' } },
  },
]
