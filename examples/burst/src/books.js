/** What the program itself counts, to be compared with what the library does. */
export const books = { queue: '', sent: 0, handled: 0, failed: 0 }

/** @param {string} queue */
export function keepBooks(queue) {
  books.queue = queue
  process.on('exit', () => {
    const { sent, handled, failed } = books
    console.log(`totals ${JSON.stringify({ [books.queue]: { sent, handled, failed } })}`)
  })
}
