import { checkDeclaration } from '../brokerDeclaration.ts'
import type { BrokerDeclaration, BrokerFeatures } from '../brokers/broker.ts'
import { InvalidOptionError } from '../errors.ts'
import type { Connection } from './connection.ts'
import { destinationKeys, queueGroup, type DestinationKeys } from './keys.ts'
import { declareScript, evaluate } from './scripts.ts'

/** A destination as the server keeps it, whoever declared it. */
export interface Destination {
  readonly name: string
  readonly label: string
  readonly kind: 'queue' | 'topic'
  readonly attempts: number
  readonly deadLetter: string | undefined
  readonly keys: DestinationKeys
  /** The same for every program, whatever address it knows the server by; another for each destination that was ever made. */
  readonly identity: string
}

/** Declares destinations and looks them up, each once: what was declared holds for good. */
export class Destinations {
  readonly #connection: Connection
  readonly #prefix: string
  readonly #features: BrokerFeatures
  /** Makes what nobody else has. */
  readonly #unique: () => string
  readonly #known: Map<string, Promise<Destination>> = new Map()

  constructor(connection: Connection, prefix: string, features: BrokerFeatures, unique: () => string) {
    this.#connection = connection
    this.#prefix = prefix
    this.#features = features
    this.#unique = unique
  }

  async declare(name: string, declaration: BrokerDeclaration): Promise<Destination> {
    const label = labelOf(name)
    const { kind, groups = [], from, attempts, deadLetter } = checkDeclaration(label, declaration, this.#features)
    const begin = from === 'oldest' ? '0' : '$'
    const made = await this.#make(name, kind, groups, begin, attempts, deadLetter, this.#unique())
    this.#known.set(name, Promise.resolve(made))
    return made
  }

  /** Makes what somebody deleted: its group gets all that was sent since. For whoever watches it stays the same. */
  async declareAgain({ name, kind, attempts, deadLetter, identity }: Destination, group: string): Promise<void> {
    if (deadLetter !== undefined) {
      const dead = await this.#known.get(deadLetter)?.catch(() => undefined)
      await this.#make(deadLetter, 'queue', [], '0', undefined, undefined, dead?.identity ?? this.#unique())
    }
    await this.#make(name, kind, kind === 'queue' ? [] : [group], '0', attempts, deadLetter, identity)
  }

  async #make(
    name: string,
    kind: 'queue' | 'topic',
    groups: readonly string[],
    from: '0' | '$',
    attempts: number | undefined,
    deadLetter: string | undefined,
    identity: string,
  ): Promise<Destination> {
    const label = labelOf(name)
    const keys = destinationKeys(this.#prefix, name)
    const members = kind === 'queue' ? [queueGroup] : groups
    const dead = deadLetter === undefined ? keys : destinationKeys(this.#prefix, deadLetter)
    const reply = await evaluate(
      this.#connection,
      declareScript,
      [keys.declaration, keys.stream, dead.declaration, ...members.map((group) => keys.of(group).retry)],
      [kind, attempts ?? '', deadLetter ?? '', from, identity, ...members],
    )
    const [outcome, first = '', second = '', third = '', held = ''] = (reply as unknown[]).map(String)
    if (outcome === 'unknown') {
      throw new InvalidOptionError(label, 'deadLetter', 'a queue that was declared', deadLetter)
    }
    if (outcome === 'differs') {
      const came = { kind, attempts, deadLetter }[first as 'kind' | 'attempts' | 'deadLetter']
      throw new InvalidOptionError(label, first, `as it was declared first, ${second || 'none'}`, came)
    }
    const deadLetterQueue = third || undefined
    return {
      name,
      label,
      keys,
      kind: kindOf(first),
      attempts: Number(second),
      deadLetter: deadLetterQueue,
      identity: held,
    }
  }

  /** Rejects if nobody declared it. */
  find(name: string): Promise<Destination> {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const found = this.#lookUp(name)
    this.#known.set(name, found)
    found.catch(() => this.#known.delete(name))
    return found
  }

  async #lookUp(name: string): Promise<Destination> {
    const keys = destinationKeys(this.#prefix, name)
    const reply = await this.#connection.command(['HMGET', keys.declaration, ...declared])
    const [kind, attempts, deadLetter, identity] = reply as readonly (string | Buffer | null)[]
    if (kind === null || kind === undefined)
      throw new InvalidOptionError(labelOf(name), 'destination', 'one that was declared', name)
    return {
      name,
      label: labelOf(name),
      keys,
      kind: kindOf(String(kind)),
      attempts: Number(attempts),
      deadLetter: String(deadLetter ?? '') || undefined,
      identity: String(identity ?? keys.stream),
    }
  }

  /** The group's name on the server. Rejects if it is none that was declared. */
  async group({ kind, label, keys }: Destination, group: string | undefined): Promise<string> {
    if (kind === 'queue') {
      if (group !== undefined) throw new InvalidOptionError(label, 'group', 'left out for a queue', group)
      return queueGroup
    }
    if (typeof group !== 'string') throw new InvalidOptionError(label, 'group', 'the name of a group', group)
    try {
      await this.#connection.command(['XPENDING', keys.stream, group])
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOGROUP'))) throw error
      throw new InvalidOptionError(label, 'group', 'one that was declared', group, { cause: error })
    }
    return group
  }
}

const declared = ['kind', 'attempts', 'deadLetter', 'identity'] as const

export function labelOf(name: string): string {
  return `redis broker: ${name}`
}

function kindOf(text: string): 'queue' | 'topic' {
  return text === 'topic' ? 'topic' : 'queue'
}
