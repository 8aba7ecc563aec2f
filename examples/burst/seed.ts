// A line for line port of the Go program: a buffered channel as a queue, three workers, a burst of ten.
import { Queue } from 'fanout'

interface Job {
  id: number
  payload: string
}

async function worker(id: number, queue: Queue<Job>): Promise<void> {
  for await (const job of queue) {
    console.log(`[Worker ${id}] Processing Job ${job.id}: ${job.payload}`)
    await sleep(500) // Simulate slow work
  }
}

const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds))

// 1. Create a queue. Capacity = 100: if 101 jobs come, the producer waits until a place is free.
const queue = new Queue<Job>('jobs', { capacity: 100 })

// 2. Start consumers
for (let i = 1; i <= 3; i++) {
  void worker(i, queue)
}

// 3. Start producer (burst)
console.log('--- Bursting 10 Jobs ---')
for (let i = 1; i <= 10; i++) {
  await queue.send({ id: i, payload: 'Resize Image' })
  console.log(`[Producer] Enqueued Job ${i}`)
}

// The producer is done at once: it does not wait for the workers.
console.log('--- Producer Done ---')

queue.close()
await sleep(3000) // Wait for workers to finish
