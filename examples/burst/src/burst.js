import { Queue } from 'fanout'
import { books, keepBooks } from './books.js'
import { endInTime } from './ending.js'
import { worker } from './worker.js'

/** @type {Queue<{ id: number, payload: string }>} */
const queue = new Queue('resize', { capacity: 100 })
let bursts = 6

keepBooks(queue.name)
queue.consume(worker, { concurrency: 3 })
endInTime(() => (bursts = 0))

for (let id = 1; bursts > 0; bursts--) {
  await burst(id)
  id += 10
  await new Promise((done) => setTimeout(done, 2500))
}
queue.close()
await queue.drained()

/** @param {number} first */
async function burst(first) {
  console.log('bursting 10 jobs')
  for (let id = first; id < first + 10; id++) {
    await queue.send({ id, payload: 'Resize Image' })
    books.sent++
  }
  console.log('producer done')
}
