import { describe, expect, it } from 'vitest'
import type { RawFrame } from '../../../src/runtime/probe/stack.ts'
import { userFrames } from '../../../src/runtime/probe/userFrames.ts'

const at = (file: string, name: string, line = 1): RawFrame => ({ file, name, line, column: 1 })
const roots = ['/home/app']
const found = (stack: RawFrame[], fromRuntime: boolean, folders: readonly string[] = roots): string[] =>
  userFrames(stack, { fromRuntime, ownFile: '/storage/probe.cjs', roots: folders }).map(({ name }) => name)

const publish = at('node:diagnostics_channel', 'ActiveChannel.publish')

describe("the user's frames", () => {
  it('leave out Node, the probe, packages and code without a file', () => {
    const stack = [
      at('node:events', 'Orders.emit'),
      at('/storage/probe.cjs', 'Orders.emit'),
      at('/home/app/node_modules/lib/index.js', 'wrap'),
      at('', 'native'),
      at('/home/app/src/orders.js', 'Orders.place'),
      at('file:///home/app/src/main.js', 'main'),
    ]
    expect(found(stack, false)).toEqual(['Orders.place', 'main'])
  })

  it("leave out the runtime, wherever the package's files stand", () => {
    for (const folder of [
      '/home/app/node_modules/fanout',
      'file:///srv/dist/runtime',
      'C:\\work\\node_modules\\fanout',
    ]) {
      const separator = folder.includes('\\') ? '\\' : '/'
      const stack = [
        publish,
        at(`${folder}${separator}announcements.js`, 'announceSend'),
        at(`${folder}${separator}queue.js`, 'Queue.send'),
        at('/home/app/src/orders.js', 'place'),
        at('/home/app/src/main.js', 'main'),
      ]
      expect(found(stack, true)).toEqual(['place', 'main'])
    }
  })

  it('are found by the name of the call where the runtime was bundled with them', () => {
    const bundle = '/home/app/dist/app.js'
    const stack = [
      publish,
      at(bundle, 'announceSend'),
      at(bundle, 'Queue.send'),
      at(bundle, 'Mailer.send'),
      at(bundle, 'handler'),
      at(bundle, 'Consumer.run'),
    ]
    expect(found(stack, true)).toEqual(['Mailer.send', 'handler', 'Consumer.run'])
    expect(found([publish, at(bundle, 'a'), at(bundle, 'b'), at(bundle, 'c')], true)).toEqual(['b', 'c'])
  })

  it('are none where the runtime sends of itself', () => {
    const runtime = (file: string, name: string): RawFrame => at(`/srv/dist/runtime/${file}.js`, name)
    const stack = [runtime('announcements', 'announceSend'), runtime('deadLetter', 'giveUp'), runtime('engine', 'run')]
    expect(found(stack, true)).toEqual([])
  })

  it("prefer the map's folders", () => {
    const stack = [at('/srv/other/log.js', 'log'), at('/home/app2/x.js', 'x'), at('/home/app/src/a.js', 'a')]
    expect(found(stack, false)).toEqual(['a'])
    expect(found(stack, false, [])).toEqual(['log', 'x', 'a'])
    expect(found([at('/srv/other/log.js', 'log')], false)).toEqual(['log'])
    expect(found([at('file:///C:/my%20app/a.js', 'a'), at('/elsewhere.js', 'b')], false, ['C:/my app'])).toEqual(['a'])
  })
})
