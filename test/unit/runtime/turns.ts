/** Lets everything run that waits for nothing but its turn. On a busy machine a worker gives up a turn of its own now and then. */
export async function turn(): Promise<void> {
  for (let turns = 0; turns < 4; turns++) await new Promise((resolve) => setImmediate(resolve))
}

/** What a promise has come to so far. */
export async function stateOf(promise: Promise<unknown>): Promise<'pending' | 'fulfilled' | 'rejected'> {
  let state: 'pending' | 'fulfilled' | 'rejected' = 'pending'
  promise.then(
    () => (state = 'fulfilled'),
    () => (state = 'rejected'),
  )
  await turn()
  return state
}

/** The process warnings while something runs. */
export async function warningsDuring(run: () => Promise<void>): Promise<string[]> {
  const warnings: string[] = []
  const listener = (warning: Error): void => void warnings.push(warning.message)
  process.on('warning', listener)
  try {
    await run()
    await turn()
  } finally {
    process.off('warning', listener)
  }
  return warnings
}
