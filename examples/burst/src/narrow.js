import { Queue } from 'fanout'
import { books, keepBooks } from './books.js'
import { endInTime } from './ending.js'
import { worker } from './worker.js'

/** @type {Queue<{ id: number, payload: string }>} */
const queue = new Queue('narrow', { capacity: 3 })
let jobs = 90

keepBooks(queue.name)
queue.consume(worker, { concurrency: 3 })
endInTime(() => (jobs = 0))

await produce()
queue.close()
await queue.drained()

/** Sends as fast as there is room. */
async function produce() {
  for (let id = 1; id <= jobs; id++) {
    await queue.send({ id, payload: 'Resize Image' })
    books.sent++
  }
  console.log('producer done')
}
