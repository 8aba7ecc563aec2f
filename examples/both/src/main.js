'use strict'
const { books, keepBooks } = require('./books')
const { bus, tasks } = require('./destinations')
const { subscribeBoth } = require('./subscribers')
const { workerA, workerB } = require('./workers')

const { EXAMPLE_SECONDS: seconds = '12', EXAMPLE_END: end = 'drain' } = process.env
let open = true

keepBooks()
subscribeBoth()
void workerA()
void workerB()
setTimeout(endOfDay, Number(seconds) * 1000)
void sendBoth()

async function sendBoth() {
  for (let number = 1; open; number++) {
    const message = `Task ${number}`
    await tasks.send(message)
    books.tasks.sent++
    void bus.publish('Message', message)
    books.Message.sent++
    await new Promise((done) => setTimeout(done, 250))
  }
  tasks.close()
  await tasks.drained()
  await bus.close()
}

function endOfDay() {
  if (end === 'exit') process.exit(0)
  if (end === 'throw') throw new Error('nobody listens any more')
  open = false
}
