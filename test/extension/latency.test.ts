/** How long it takes from a send in the program to the pixel in the panel. */
import assert from 'node:assert/strict'
import { debugToEnd } from './debugSession.ts'
import { needHost } from './host.ts'
import { say } from './say.ts'

const limitMilliseconds = 500

/**
 * Notes the time at which each depth of the queue `pulse` first stands on the screen: the frame after the one in which
 * the text was there.
 */
const watchDepth = `
  window.depthsSeen = {};
  const look = () => {
    const card = document.querySelector('g.node[data-id="fanout/queue//pulse"]');
    const depth = /^(\\d+)/.exec(card?.querySelector('[data-part="depth"]')?.textContent.trim() ?? '')?.[1];
    if (depth && !(depth in window.depthsSeen)) {
      window.depthsSeen[depth] = 0;
      requestAnimationFrame(() => { window.depthsSeen[depth] = Date.now() });
    }
    requestAnimationFrame(look);
  };
  look();
  true
`

describe('from send to pixel', () => {
  it(`takes at most ${limitMilliseconds} ms at the median`, async function () {
    const host = needHost(this)
    await host.command('fanout.showGraph')
    await host.view.evaluate(watchDepth)
    const { output } = await debugToEnd({
      type: 'node',
      request: 'launch',
      name: 'pulse',
      program: '${workspaceFolder}/pulse.js',
    })
    const seen = await host.view.evaluate<Record<string, number>>('window.depthsSeen')
    const latencies = [...output.matchAll(/sent (\d+) at (\d+)/g)]
      .flatMap(([, depth, at]) => (seen[depth!] ? [seen[depth!]! - Number(at)] : []))
      .toSorted((a, b) => a - b)
    assert.ok(latencies.length >= 10, `expected most of 15 depths to be seen, got ${JSON.stringify(seen)}`)
    assert.ok(latencies[0]! > 0, `expected a pixel after its send, got ${latencies.join(', ')}`)
    const median = latencies[Math.floor(latencies.length / 2)]!
    say(`send to pixel: median ${median} ms, fastest ${latencies[0]} ms, slowest ${latencies.at(-1)} ms`)
    assert.ok(median <= limitMilliseconds, `expected a median of at most ${limitMilliseconds} ms, got ${median}`)
  })
})
