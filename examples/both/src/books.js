'use strict'

/** What the program itself counts, to be compared with what the library does. */
const books = {
  tasks: { sent: 0, handled: 0, failed: 0 },
  Message: { sent: 0, handled: 0, failed: 0 },
  'Message/subA': { sent: 0, handled: 0, failed: 0 },
  'Message/subB': { sent: 0, handled: 0, failed: 0 },
}

function keepBooks() {
  process.on('exit', () => console.log(`totals ${JSON.stringify(books)}`))
}

module.exports = { books, keepBooks }
