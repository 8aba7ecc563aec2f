/** What an update costs the extension host: 300 destinations, figures twenty times a second, read each time. */
import { figuresDelta } from '../../src/extension/graph/figuresDelta.ts'
import { createGraphStore } from '../../src/extension/graph/store.ts'
import { MappingBuilder } from '../unit/graph/mappingBuilder.ts'
import { SessionBuilder } from '../unit/graph/sessionBuilder.ts'
import { atMost, median, quantile, type Figure } from './figure.ts'

const destinations = 300
const updates = 600

export async function bench(): Promise<readonly Figure[]> {
  const mapping = new MappingBuilder()
  const program = new SessionBuilder('s', { at: 0 })
  for (let index = 0; index < destinations; index++) {
    const [id, at] = [index * 3 + 1, `/src/f${index}.ts`]
    const isTopic = index % 2 === 1
    mapping.destination(`d${index}`, isTopic ? 'topic' : 'queue', `name-${index}`)
    mapping.site('send', `d${index}`, `${at}:10:5`, `send${index}`)
    mapping.site('receive', `d${index}`, `${at}:20:5`, `work${index}`)
    if (isTopic) program.topic(id, `name-${index}`).subscription(id + 1, id, `work${index}`)
    else program.queue(id, `name-${index}`)
    program.consumer(id + 2, isTopic ? id + 1 : id, `work${index}`, 3)
    program.site(id, 'send', `${at}:10:5`).site(id + 2, 'receive', `${at}:20:5`)
  }
  let now = 0
  const store = createGraphStore({ now: () => now, clock: () => () => undefined })
  store.setMapping(mapping.mapping)

  const structural: number[] = []
  for (let round = 0; round < 60; round++) {
    store.setMapping({ ...mapping.mapping })
    store.update(program.session)
    const began = performance.now()
    void store.graph
    structural.push(performance.now() - began)
  }

  const costs: number[] = []
  const deltas: number[] = []
  for (let update = 1; update <= updates; update++) {
    now += 50
    for (let index = 0; index < destinations; index++) {
      const id = index * 3 + 1
      const counts = { sent: update * 3, received: update * 3, acked: update * 3 - 5, depth: update % 50, inFlight: 3 }
      program.count(id, counts).count(id + 2, counts)
      const measured = index % 2 === 1 ? id + 1 : id
      program.measure(measured, 'wait', 1 + (update % 100)).measure(measured, 'process', 5 + (update % 10))
    }
    const { session } = program
    const before = store.graph
    const began = performance.now()
    store.update(session)
    const after = store.graph
    costs.push(performance.now() - began)
    const deltaBegan = performance.now()
    figuresDelta(before, after)
    deltas.push(performance.now() - deltaBegan)
  }
  store.dispose()
  return [
    atMost(`figures of ${destinations} destinations, median`, median(costs), 2, 'ms'),
    atMost('the same, 99th percentile: within a frame of the screen', quantile(costs, 0.99), 16, 'ms'),
    atMost('delta between two of them, median', median(deltas), 1, 'ms'),
    atMost('structure put together anew', median(structural), 30, 'ms'),
  ]
}
