import type { Broker, BrokerFeatures } from '../brokers/broker.ts'

/** One test of the contract. */
export interface BrokerCase {
  readonly name: string
  readonly needs?: readonly (keyof BrokerFeatures)[]
  /** Runs only if the broker has none of these. */
  readonly lacks?: readonly (keyof BrokerFeatures)[]
  readonly run: (broker: Broker, destination: string, tools: CaseTools) => Promise<void>
}

/** What a test has besides its broker. */
export interface CaseTools {
  /** Waits for a condition; rejects if it does not come to hold in time. */
  readonly until: (look: () => boolean | Promise<boolean>, what: string) => Promise<void>
  /** A broker that shares what it carries with the first one. */
  readonly createAnother: () => Promise<Broker>
  /** Has it die as a program that is killed. */
  readonly kill: (broker: Broker) => Promise<void>
}

/** Something that handlers wait for until a test opens it. */
export interface Latch {
  readonly opened: Promise<void>
  open(): void
}

export function latch(): Latch {
  let open = (): void => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

/** Compares as JSON. */
export function same(received: unknown, expected: unknown, what: string): void {
  const [got, wanted] = [JSON.stringify(received), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`Expected ${what} ${wanted}, got ${got}`)
}

/** What it rejects with; fails if it resolves. */
export async function rejects(promise: Promise<unknown>, what: string): Promise<unknown> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (outcome === undefined) throw new Error(`Expected ${what} to reject, but it resolved`)
  return outcome.error
}

/** By name, since a program can hold several copies of the class. */
export async function refuses(promise: Promise<unknown>, option: string): Promise<void> {
  const error = await rejects(promise, `another ${option}`)
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  if (name !== 'InvalidOptionError' || !message.includes(option)) {
    throw new Error(`Expected an InvalidOptionError about ${option}, got ${name}: ${message}`)
  }
}
