import type { CallRule, ClassRules, Detector } from './detector.ts'

const publish: CallRule = { role: 'send', name: '0' }
const subscribe: CallRule = { role: 'receive', name: '0[]', handler: '1' }
const commands: ClassRules = {
  methods: {
    publish,
    PUBLISH: publish,
    sPublish: publish,
    spublish: publish,
    subscribe,
    SUBSCRIBE: subscribe,
    sSubscribe: subscribe,
    ssubscribe: subscribe,
    pSubscribe: subscribe,
    psubscribe: subscribe,
    xadd: { role: 'send', name: '0' },
    xAdd: { role: 'send', name: '0' },
    xReadGroup: { role: 'receive', name: '2[].key', group: '0' },
    brpop: { role: 'receive', name: '0', kind: 'queue' },
    blpop: { role: 'receive', name: '0', kind: 'queue' },
    brPop: { role: 'receive', name: '0', kind: 'queue' },
    blPop: { role: 'receive', name: '0', kind: 'queue' },
  },
  gives: { duplicate: 'this', connect: 'this', multi: 'this', pipeline: 'this' },
}

export const redis: readonly Detector[] = [
  {
    library: 'ioredis',
    system: 'redis',
    modules: ['ioredis', 'iovalkey', '@songkeys/nestjs-redis'],
    kind: 'topic',
    default: 'Redis',
    classes: { Redis: commands, Cluster: { extends: 'Redis' } },
  },
  {
    library: 'redis',
    system: 'redis',
    modules: ['redis', '@redis/client', '@valkey/valkey-glide'],
    kind: 'topic',
    classes: {
      RedisClientType: commands,
      RedisClient: { extends: 'RedisClientType' },
      RedisClusterType: { extends: 'RedisClientType' },
    },
    functions: { createClient: { gives: 'RedisClientType' }, createCluster: { gives: 'RedisClientType' } },
  },
]
