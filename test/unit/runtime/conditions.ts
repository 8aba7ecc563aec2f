/** Waits until a condition holds, turning the event loop between looks; fails after 5 s. */
export async function until(condition: () => boolean, what: string = 'a condition'): Promise<void> {
  const limit = performance.now() + 5000
  while (!condition()) {
    if (performance.now() > limit) throw new Error(`waited 5 s in vain for ${what}`)
    await turn()
  }
}

/** Lets everything run that waits for nothing but its turn. On a busy machine the runtime itself takes some. */
export async function settled(): Promise<void> {
  for (let turns = 0; turns < 25; turns++) await turn()
}

/** How a promise stands after everything had its turn. */
export async function stateOf(promise: Promise<unknown>): Promise<'pending' | 'resolved' | 'rejected'> {
  let state: 'pending' | 'resolved' | 'rejected' = 'pending'
  promise.then(
    () => (state = 'resolved'),
    () => (state = 'rejected'),
  )
  await settled()
  return state
}

/** Something that handlers wait for until a test opens it. */
export class Gate {
  readonly opened: Promise<void>
  #open: () => void = () => {}

  constructor() {
    this.opened = new Promise((resolve) => (this.#open = resolve))
  }

  open(): void {
    this.#open()
  }
}

/** What a promise rejects with; fails if it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a rejection')
}

/** The process warnings while something runs. */
export async function warningsDuring(run: () => Promise<void>): Promise<string[]> {
  const warnings: string[] = []
  const listener = (warning: Error): void => void warnings.push(warning.message)
  process.on('warning', listener)
  try {
    await run()
    await settled()
  } finally {
    process.off('warning', listener)
  }
  return warnings
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
