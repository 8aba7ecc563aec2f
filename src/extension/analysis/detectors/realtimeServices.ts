import type { CallRule, ClassRules, Detector } from './detector.ts'

const lifeCycle = ['pusher:subscription_succeeded', 'pusher:subscription_error', 'pusher:member_added', 'pusher:member_removed', 'pusher:cache_miss'] // prettier-ignore
const bind: CallRule = { role: 'receive', name: '0', handler: '1', except: lifeCycle }
const pusherChannel: ClassRules = {
  methods: { bind, trigger: { role: 'send', name: '0' } },
  gives: { bind: 'this' },
}
/** A channel is the place; what its messages are called is theirs. */
const ablyChannel: ClassRules = {
  methods: {
    publish: { role: 'send', name: 'new.0', message: ['0[].name', '0'] },
    subscribe: { role: 'receive', name: 'new.0', message: '0[]', handler: ['1', '0'] },
  },
}

/** Services that carry events between servers and browsers. */
export const realtimeServices: readonly Detector[] = [
  {
    library: 'pusher',
    system: 'pusher',
    modules: ['pusher'],
    kind: 'topic',
    default: 'Pusher',
    classes: {
      Pusher: {
        methods: {
          trigger: { role: 'send', name: '1' },
          triggerBatch: { role: 'send', name: '0[].name' },
          sendToUser: { role: 'send', name: '1' },
        },
      },
    },
  },
  {
    library: 'pusher-js',
    system: 'pusher',
    modules: ['pusher-js', 'pusher-js/*'],
    kind: 'topic',
    default: 'Pusher',
    classes: {
      Pusher: {
        gives: { subscribe: 'Channel', channel: 'Channel', bind: 'this' },
        methods: { bind },
      },
      Channel: pusherChannel,
      PresenceChannel: { extends: 'Channel' },
    },
  },
  {
    library: 'ably',
    system: 'ably',
    modules: ['ably', 'ably/promises'],
    kind: 'topic',
    default: 'Realtime',
    classes: {
      Realtime: { gives: { channels: 'Channels' } },
      Rest: { extends: 'Realtime' },
      Channels: { gives: { get: 'Channel' } },
      Channel: ablyChannel,
      RealtimeChannel: { extends: 'Channel' },
    },
  },
  {
    library: '@supabase/supabase-js',
    system: 'supabase',
    modules: ['@supabase/supabase-js', '@supabase/realtime-js', '@supabase/ssr'],
    kind: 'topic',
    classes: {
      SupabaseClient: { gives: { channel: 'RealtimeChannel' } },
      RealtimeClient: { gives: { channel: 'RealtimeChannel' } },
      RealtimeChannel: {
        gives: { on: 'this', subscribe: 'this' },
        methods: {
          on: { role: 'receive', name: '1.event', handler: '2', only: 'broadcast' },
          send: { role: 'send', name: '0.event', when: { at: '0.type', is: 'text' } },
        },
      },
    },
    functions: {
      createClient: { gives: 'SupabaseClient' },
      createBrowserClient: { gives: 'SupabaseClient' },
      createServerClient: { gives: 'SupabaseClient' },
    },
  },
]
