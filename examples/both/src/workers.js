'use strict'
const { books } = require('./books')
const { tasks } = require('./destinations')

/** Takes one task after the other: only one of the two gets each. */
async function workerA() {
  for await (const task of tasks) await work('A', task, 300)
}

async function workerB() {
  for (;;) {
    const delivery = await tasks.receive()
    if (delivery === undefined) return
    await work('B', delivery.body, 450)
    delivery.ack()
  }
}

async function work(worker, task, milliseconds) {
  await new Promise((done) => setTimeout(done, milliseconds))
  console.log(`Worker ${worker} got: ${task}`)
  books.tasks.handled++
}

module.exports = { workerA, workerB }
