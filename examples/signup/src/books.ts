const books: Record<string, { sent: number; handled: number; failed: number }> = {}

/** What the program itself counts, to be compared with what the library does. */
export function note(destination: string, what: 'sent' | 'handled'): void {
  books[destination] ??= { sent: 0, handled: 0, failed: 0 }
  books[destination][what]++
}

export function keepBooks(): void {
  process.on('exit', () => console.log(`totals ${JSON.stringify(books)}`))
}
