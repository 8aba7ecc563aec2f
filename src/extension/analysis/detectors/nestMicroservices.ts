import type { CallRule, Detector } from './detector.ts'

/** A pattern is a text, or an object of which the library makes a text; its one value is what people know it by. */
const pattern: CallRule['name'] = ['0.cmd', '0.role', '0[]', '0.*']

export const nestMicroservices: Detector = {
  library: '@nestjs/microservices',
  system: 'nestjs.microservices',
  modules: ['@nestjs/microservices'],
  kind: 'queue',
  classes: {
    ClientProxy: {
      methods: {
        send: { role: 'send', name: pattern },
        emit: { role: 'send', name: pattern, kind: 'topic' },
      },
    },
    ClientProxyFactory: { gives: { create: 'ClientProxy' } },
    ClientKafka: { extends: 'ClientProxy' },
    ClientKafkaProxy: { extends: 'ClientProxy' },
    ClientRMQ: { extends: 'ClientProxy' },
    ClientRedis: { extends: 'ClientProxy' },
    ClientNats: { extends: 'ClientProxy' },
    ClientMqtt: { extends: 'ClientProxy' },
    ClientTCP: { extends: 'ClientProxy' },
  },
  decorators: {
    MessagePattern: { role: 'receive', name: pattern, handler: '@target' },
    EventPattern: { role: 'receive', name: pattern, kind: 'topic', handler: '@target' },
    GrpcStreamMethod: { role: 'receive', name: '{0}.{1}', handler: '@target' },
    GrpcStreamCall: { role: 'receive', name: '{0}.{1}', handler: '@target' },
    GrpcMethod: { role: 'receive', name: '{0}.{1}', handler: '@target' },
  },
}
