import { describe, expect, it } from 'vitest'
import { indexGraph } from '../../../src/webview/graphIndex.ts'
import { neighbourOf, type Direction } from '../../../src/webview/navigate.ts'
import { createPictures } from '../../../src/webview/picture.ts'
import { positionsOf } from '../../../src/webview/positions.ts'
import { initialState } from '../../../src/webview/state.ts'
import { draft, draftNow } from '../../../scripts/gallery/harness/drafts.ts'
import { shop } from '../../../scripts/gallery/harness/graphs.ts'

const graph = shop()
const nodes = [...graph.destinations, ...graph.code]
const idOf = (name: string): string => nodes.find((node) => node.name === name)?.id ?? name
const nameOf = (id: string | undefined): string | undefined => nodes.find((node) => node.id === id)?.name

describe('arrow keys', () => {
  const picture = createPictures()({ ...initialState, graph }, draftNow)
  const go = (name: string, direction: Direction): string | undefined =>
    picture && nameOf(neighbourOf(idOf(name), direction, picture.layout, picture.lines))

  it('follow edges to the left and to the right', () => {
    expect(go('uploadPhoto', 'right')).toBe('resize-image')
    expect(go('resize-image', 'right')).toBe('resizeWorker')
    expect(go('payment', 'left')).toBe('chargeCard')
  })
  it('go up and down in a column', () => {
    expect(go('chargeCard', 'down')).toBe('trackOrder')
    expect(go('trackOrder', 'up')).toBe('chargeCard')
    expect(go('uploadPhoto', 'up')).toBeUndefined()
  })
  it('go to the next column where no edge leads', () => {
    expect(go('trackOrder', 'right')).toBe('email.dead')
    expect(go('uploadPhoto', 'left')).toBeUndefined()
  })
})

describe('a click', () => {
  const index = indexGraph(graph)
  const lines = (name: string): number[] => positionsOf(index, idOf(name)).map(({ line }) => line)

  it('on code that only sends leads to all its sites', () => {
    expect(lines('placeOrder')).toEqual([42, 51])
  })
  it('on a consumer leads to its handler, also if it sends on', () => {
    expect(lines('sendReceipt')).toEqual([27])
    expect(lines('chargeCard')).toEqual([18])
  })
  it('on a destination leads to where it is created, else to all that use it', () => {
    expect(lines('OrderCancelled')).toEqual([15, 64, 8])
    const d = draft()
    const queue = d.destination('queue', 'jobs', { declaredAt: { file: '/a.ts', line: 3, column: 7 } })
    d.send(d.code('a', 'a.ts:1'), queue)
    expect(positionsOf(indexGraph(d.graph()), queue.id)).toEqual([{ file: '/a.ts', line: 3, column: 7 }])
  })
  it('offers a place once', () => {
    const d = draft()
    const code = d.code('a', 'a.ts:1')
    d.send(code, d.destination('queue', 'one'), undefined, [5])
    d.send(code, d.destination('queue', 'two'), undefined, [5])
    expect(positionsOf(indexGraph(d.graph()), code.id)).toHaveLength(1)
  })
  it('on nothing leads nowhere', () => {
    expect(positionsOf(index, 'nothing')).toEqual([])
  })
})
