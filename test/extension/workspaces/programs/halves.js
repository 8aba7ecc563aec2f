import { existsSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { EventBus, Queue } from '../../../../dist/runtime/index.js'
import { Lamp } from './lamp.js'

/** Works off one half of its jobs, the other once a file of that name appears, says what it counted and ends with 7. */
const jobs = 3000
const half = jobs / 2
const totals = { sent: 0, handled: 0, published: 0, told: 0, lit: 0, aside: 0 }

const queue = new Queue('halves', { capacity: 3 })
const bus = new EventBus()
/** So many that change all the time: what is told of them does not fit where nobody reads it. */
const sides = Array.from({ length: 200 }, (_, index) => new Queue(`side ${index}`))
for (const side of sides) side.consume(() => void totals.aside++)
const lamp = new Lamp()
lamp.on('lit', () => totals.lit++)
bus.subscribe('worked', () => void totals.told++, { name: 'teller' })

queue.consume(work, { concurrency: 3 })
for (let id = 1; id <= jobs; id++) {
  await queue.send({ id, payload: 'x'.repeat(200) })
  totals.sent++
}
queue.close()
await queue.drained()
await bus.idle()
for (const side of sides) side.close()
await Promise.all(sides.map((side) => side.drained()))
console.log(`totals ${JSON.stringify(totals)}`)
process.exitCode = 7

/** @param {{ id: number }} job */
async function work({ id }) {
  if (id > half) await secondHalf()
  await delay(5)
  lamp.flash()
  for (let i = 0; i < 10; i++) sides[(id * 10 + i) % sides.length].trySend(id)
  void bus.publish('worked', id)
  totals.published++
  totals.handled++
  if (totals.handled % 500 === 0) console.log(`${totals.handled} handled`)
  if (totals.handled === half) console.error('half of them')
}

async function secondHalf() {
  while (!existsSync(process.argv[2])) await delay(20)
}
