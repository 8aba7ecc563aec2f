import { books } from './books.js'

/** @param {{ id: number, payload: string }} job */
export async function worker(job) {
  await new Promise((done) => setTimeout(done, 500))
  books.handled++
  if (job.id % 10 === 0) console.log(`job ${job.id} done: ${job.payload}`)
}
