import type { CallRule, ClassRules, Detector } from './detector.ts'

const publish: CallRule = { role: 'send', name: '0' }
const subscribe: CallRule = { role: 'receive', name: '0[]', handler: '1' }
/** Its channels are arguments of their own; a callback may follow them. */
const subscribeToEach: CallRule = { role: 'receive', name: '*[]', handler: '-1' }
/** A list is a queue where one end waits for what the other puts in; else it may be any list. */
const waited: CallRule = { role: 'receive', name: '0[]', kind: 'queue' }
const pushed: CallRule = { role: 'send', name: '0', kind: 'queue', paired: 'name' }
const popped: CallRule = { role: 'receive', name: '0', kind: 'queue', paired: 'name' }
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
    xread: { role: 'receive', name: 'after.STREAMS' },
    xRead: { role: 'receive', name: '0[].key' },
    xreadgroup: { role: 'receive', name: 'after.STREAMS', group: 'after.GROUP' },
    xReadGroup: { role: 'receive', name: '2[].key', group: '0' },
    brpop: waited,
    blpop: waited,
    brPop: waited,
    blPop: waited,
    brpoplpush: waited,
    bRPopLPush: waited,
    blmove: waited,
    blMove: waited,
    lpush: pushed,
    rpush: pushed,
    lPush: pushed,
    rPush: pushed,
    lpop: popped,
    rpop: popped,
    lPop: popped,
    rPop: popped,
  },
  gives: { duplicate: 'this', connect: 'this', multi: 'this', pipeline: 'this', on: 'this' },
}

export const redis: readonly Detector[] = [
  {
    library: 'ioredis',
    system: 'redis',
    modules: ['ioredis', 'iovalkey', '@songkeys/nestjs-redis'],
    kind: 'topic',
    default: 'Redis',
    classes: {
      Redis: {
        ...commands,
        methods: {
          ...commands.methods,
          subscribe: subscribeToEach,
          ssubscribe: subscribeToEach,
          psubscribe: subscribeToEach,
        },
      },
      Cluster: { extends: 'Redis' },
    },
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
    functions: {
      createClient: { gives: 'RedisClientType' },
      createCluster: { gives: 'RedisClientType' },
      createClientPool: { gives: 'RedisClientType' },
      createSentinel: { gives: 'RedisClientType' },
    },
  },
]
