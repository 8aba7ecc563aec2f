import { describe, expect, it } from 'vitest'
import type { Graph } from '../../../src/protocol/graph.ts'
import { explain } from '../../../src/webview/explain.ts'
import { indexGraph } from '../../../src/webview/graphIndex.ts'
import { statuses } from '../../../src/webview/status.ts'
import { draft, draftNow, figures, session, topic, type Draft } from '../../../scripts/gallery/harness/drafts.ts'
import { burst, shop } from '../../../scripts/gallery/harness/graphs.ts'

function said(graph: Graph, name: string, recent: readonly string[] = []): string {
  const index = indexGraph(graph)
  const node = [...graph.destinations, ...graph.code].find((each) => each.name === name)
  const words = explain(index, statuses(index, new Set(recent)), node?.id ?? '')
  return words ? `${words.tone}: ${words.verdict} ${words.because}`.trim() : 'nothing'
}

const running = (d: Draft): Graph => d.graph({ sessions: [session()] })

describe('a blocked queue', () => {
  it('is blamed on its slow consumer, with what it could manage', () => {
    expect(said(shop(), 'resize-image')).toBe(
      'cause: Blocked by its consumer. resizeWorker takes 480 ms a message and all 3 are busy; uploadPhoto has 4 sends waiting. 3 workers at 480 ms manage 6.3/s.',
    )
    expect(said(burst(), 'thumbnails')).toContain('sendBurst waits for a place.')
    expect(said(shop(), 'resizeWorker')).toMatch(/^cause: Holds up resize-image\./)
    expect(said(shop(), 'uploadPhoto')).toBe('warn: Waits for a place in resize-image. Sends to resize-image.')
  })

  it('is blamed on what is paused', () => {
    const d = draft()
    const queue = d.destination('queue', 'jobs', { live: figures({ depth: 3, capacity: 3, waitingSenders: 2 }) })
    d.send(d.code('a', 'a.ts:1'), queue, { waiting: 1 })
    d.send(d.code('b', 'b.ts:1'), queue, { waiting: 1 })
    d.receive(queue, d.code('worker', 'w.ts:1'), { paused: true })
    expect(said(running(d), 'jobs')).toBe('cause: Blocked: its consumer is paused. worker is paused; 2 senders wait.')
  })

  it('is not blamed on a consumer that itself waits further on', () => {
    const d = draft()
    const first = d.destination('queue', 'first', { live: figures({ depth: 5, capacity: 5, waitingSenders: 1 }) })
    const second = d.destination('queue', 'second', { live: figures({ depth: 2, capacity: 2, waitingSenders: 1 }) })
    const middle = d.code('middle', 'm.ts:1')
    const last = d.code('last', 'l.ts:1')
    d.send(d.code('start', 's.ts:1'), first, { waiting: 1 })
    d.receive(first, middle, { concurrency: 1, busy: 1, process: { p50: 900, p95: 900 } })
    d.send(middle, second, { waiting: 1 })
    d.receive(second, last, { concurrency: 1, busy: 1, process: { p50: 100, p95: 120 } })
    const graph = running(d)
    expect(said(graph, 'first')).toMatch(/^warn: Blocked further on\./)
    expect(said(graph, 'middle')).toMatch(/^warn: Waits for a place in second\./)
    expect(said(graph, 'last')).toMatch(
      /^cause: Holds up second\. last takes 100 ms a message and its only worker is busy\./,
    )
  })

  it('says if nobody receives', () => {
    const d = draft()
    const queue = d.destination('queue', 'jobs', {
      live: figures({ depth: 3, capacity: 3, waitingSenders: 1, sent: 3 }),
    })
    d.send(d.code('a', 'a.ts:1'), queue, { waiting: 1 })
    expect(said(running(d), 'jobs')).toBe('warn: Blocked: nobody receives. a waits for a place.')
  })
})

describe('a queue without trouble', () => {
  const calm = (live: Parameters<typeof figures>[0]): string => {
    const d = draft()
    const queue = d.destination('queue', 'jobs', { live: figures({ capacity: 100, ...live }) })
    d.send(d.code('a', 'a.ts:1'), queue, { rate: 38 })
    d.receive(queue, d.code('worker', 'w.ts:1'), { concurrency: 4, busy: 2 })
    return said(running(d), 'jobs')
  }

  it('keeps up', () => {
    expect(calm({ inRate: 38, outRate: 38 })).toBe('calm: Keeps up: 38/s in, 2 of 4 workers busy.')
  })
  it('fills', () => {
    expect(calm({ inRate: 38, outRate: 30, depth: 50, eta: { until: 'full', seconds: 6.2 } })).toBe(
      'warn: Full in 6 s. 38/s in, 30/s out.',
    )
  })
  it('is worked off', () => {
    expect(calm({ inRate: 1, outRate: 9, depth: 50, eta: { until: 'empty', seconds: 6.2 } })).toMatch(
      /^calm: Catching up, empty in 6 s\./,
    )
  })
  it('is idle', () => {
    expect(calm({ sent: 12 })).toBe('calm: Idle. Nothing sent in the last ten seconds; 12 in all.')
  })
  it('fails', () => {
    expect(calm({ failed: 2, nacked: 6, inRate: 1, outRate: 1, lastError: 'Error: no' })).toBe(
      'bad: 6 failed. 1/s in, 1/s out. Last error: Error: no',
    )
  })
})

describe('a topic', () => {
  it('says which subscription is paused, and that the others are not harmed', () => {
    expect(said(shop(), 'OrderPlaced')).toBe(
      'warn: A subscription is paused. 1,204 wait for email. The others are not held up.',
    )
  })

  it('says where deliveries fail', () => {
    const d = draft()
    topic(
      d,
      'Placed',
      { mail: figures({ nacked: 3, lastError: 'Error: SMTP' }), audit: figures() },
      figures({ inRate: 2, outRate: 4 }),
    )
    expect(said(running(d), 'Placed')).toBe('bad: 3 failed in mail. 2/s in, 4/s out. Last error: Error: SMTP')
  })

  it('says that nobody subscribes', () => {
    const d = draft()
    topic(d, 'Placed', {}, figures({ sent: 5 }))
    expect(said(running(d), 'Placed')).toBe('warn: Nobody subscribes. 5 events went nowhere.')
  })
})

describe('what one side knows', () => {
  it('before anything ran, is the source', () => {
    expect(said(shop('map'), 'resize-image')).toBe(
      'calm: From source. In source, 1 place sends and 1 receives. Start the program to see figures.',
    )
    expect(said(shop('map'), 'chargeCard')).toBe('calm: From source. Receives from OrderPlaced and sends to payment.')
  })

  it('never ran', () => {
    expect(said(shop(), 'import-rows')).toMatch(/^calm: Never ran\./)
    expect(said(shop(), 'importCsv')).toMatch(/^calm: Never ran\./)
  })

  it('is not counted in a program that runs', () => {
    const d = draft()
    const topic = d.destination('topic', 'paid', { system: 'kafka', presence: 'source' })
    d.send(d.code('pay', 'pay.ts:1', 'source'), topic)
    d.receive(topic, d.code('mail', 'mail.ts:1', 'source'))
    const ran = d.graph({ sessions: [session()] })
    expect(said(ran, 'paid')).toBe(
      'calm: From source. In source, 1 place publishes and 1 receives. Fanout does not count yet what goes through it in a running program.',
    )
    expect(said(ran, 'pay')).toBe('calm: From source. Sends to paid.')
  })

  it('was not found in source', () => {
    expect(said(shop(), 'tick')).toContain('It was not found in source.')
  })

  it('has an end that is missing in source', () => {
    const d = draft()
    d.send(d.code('a', 'a.ts:1'), d.destination('queue', 'jobs'))
    expect(said(d.graph(), 'jobs')).toMatch(/^calm: Nobody receives from it\./)
  })
})

describe('an ended program', () => {
  it('left messages behind', () => {
    expect(said(shop('ended'), 'payment')).toBe(
      'warn: Left behind: 4. The program ended at 14:02:11 while 3 waited and 1 was in flight.',
    )
    expect(said(shop('ended'), 'OrderCancelled')).toBe(
      'calm: Ended, nothing left behind. The program ended at 14:02:11.',
    )
  })

  it('leaves nothing behind that waits at a broker', () => {
    const d = draft()
    const system = 'fanout:redis'
    d.destination('queue', 'jobs', { system, live: figures({ depth: 2, inFlight: 1, capacity: null }) })
    const graph = d.graph({ sessions: [session({ state: 'ended', endedAt: draftNow })] })
    expect(said(graph, 'jobs')).toBe(
      'calm: 3 in Redis. The program ended at 14:02:11; what it left there waits for the next. It was asked while the program ran.',
    )
    const index = indexGraph(graph)
    expect(statuses(index, new Set()).of.get(graph.destinations[0]!.id)).toBe('ended')
  })

  it('was cut off', () => {
    const d = draft()
    d.destination('queue', 'jobs', { live: figures({ depth: 2 }) })
    const graph = d.graph({ sessions: [session({ state: 'ended', endedAt: draftNow, lastFigures: 'cut' })] })
    expect(said(graph, 'jobs')).toContain('It was cut off: figures are those of its last report.')
  })
})

it('says nothing of a node that is not there', () => {
  expect(said(shop(), 'no such node')).toBe('nothing')
})
