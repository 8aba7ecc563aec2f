/**
 * What carries messages between senders and groups of receivers. The smallest set of calls that point-to-point queues
 * and logs with consumer groups have in common; what only some can do is named in `features`.
 *
 * At least once: a message may come twice, and is gone only when acked, dead-lettered or given up.
 *
 * `observedBroker` shows one to whoever watches the program; those that come with the library show themselves.
 */
export interface Broker {
  /** What carries the messages, as it is shown in figures. */
  readonly system: string
  /** What it can do beyond the calls below. Never changes. */
  readonly features: BrokerFeatures
  /**
   * Makes a destination and its groups unless they are there; groups collect from now on, whether read or not. Rejects
   * with InvalidOptionError for an option out of its range, for one that needs a feature the broker has not, and, saying
   * what differs, if the destination was declared with another `kind`, `attempts` or `deadLetter`: by this broker
   * always, by another as far as the system keeps them. What is left out is as it was declared first.
   */
  declare(destination: string, options: BrokerDeclaration): Promise<void>
  /**
   * Resolves when the broker has accepted the message. Rejects if the destination was not declared, for a body that it
   * cannot carry, and after `close`. What is sent inside a handler carries its flow, unless the broker leaves that out.
   */
  send(destination: string, body: unknown, options?: BrokerSendOptions): Promise<void>
  /**
   * Hands a group's messages to a handler. Members of a group share its messages, each group gets all of a topic's.
   * The handler's end acks, a throw or rejection nacks, unless it settled by hand.
   */
  subscribe(destination: string, handler: BrokerHandler, options?: BrokerSubscribeOptions): Promise<BrokerSubscription>
  /** Figures of one group, asked cheaply. Rejects where `features.depth` is false. */
  depth(destination: string, group?: string): Promise<BrokerDepth>
  /** Ends every subscription as its `unsubscribe` does. A second call waits for the same. */
  close(): Promise<void>
}

/** What only some brokers can do. */
export interface BrokerFeatures {
  /** One member with concurrency 1 gets messages in the order they were accepted. */
  readonly ordered: boolean
  /** A message that was nacked comes again while attempts are left, its `attempt` counted. */
  readonly redelivers: boolean
  /** What a member had and did not settle when it died comes to another member of its group, or to the next one. */
  readonly takesOver: boolean
  /** A message whose attempts are used up goes to the `deadLetter` destination. */
  readonly deadLetters: boolean
  /** A message can be sent with `delay`. */
  readonly delays: boolean
  /** A topic's new group can begin with the oldest message that is kept. */
  readonly replays: boolean
  /** `depth` answers. */
  readonly depth: boolean
}

/** Of a destination. */
export interface BrokerDeclaration {
  /** A queue has one group without a name; a topic has any number of groups, with names. */
  readonly kind: 'queue' | 'topic'
  /** Groups of a topic. Default: none. */
  readonly groups?: readonly string[]
  /** Where new groups begin. Default `newest`: with what is sent after this. `oldest` needs `features.replays`. */
  readonly from?: 'newest' | 'oldest'
  /**
   * The delivery from which on a message that fails is given up, from 1. Default 1. More need `features.redelivers`. A
   * delivery that ended with its member's death failed where the system takes it so; else it is only counted.
   */
  readonly attempts?: number
  /**
   * A declared queue that takes what was given up. Needs `features.deadLetters`. Default: it is dropped, and reported as
   * far as the broker can.
   */
  readonly deadLetter?: string
}

/** Of one message. */
export interface BrokerSendOptions {
  /** Default: one that is unique. */
  readonly id?: string
  /** What travels beside the body. */
  readonly headers?: Readonly<Record<string, string>>
  /** Ms before it can be delivered. Needs `features.delays`: else `send` rejects with InvalidOptionError. */
  readonly delay?: number
}

/** Of one member of a group. */
export interface BrokerSubscribeOptions {
  /** A declared group of a topic. Left out for a queue. */
  readonly group?: string
  /** Messages handled at the same time. Default 1. */
  readonly concurrency?: number
}

/** Handles one message. */
export type BrokerHandler = (delivery: BrokerDelivery) => unknown

/** One hand-over of a message. It is settled once; a second settle does nothing. */
export interface BrokerDelivery {
  /** The same for every attempt. */
  readonly id: string
  /** Equal to what was sent as far as JSON carries it. */
  readonly body: unknown
  /** As they were sent; a dead letter's may hold more. */
  readonly headers: Readonly<Record<string, string>>
  /** Number of this delivery, from 1. */
  readonly attempt: number
  /** Id of the message that began the flow this one belongs to. Undefined where the broker does not carry it. */
  readonly correlationId?: string | undefined
  /** Id of the message in whose handler this one was sent, if there was one. */
  readonly causationId?: string | undefined
  /** The message is gone. Resolves when the broker knows. */
  ack(): Promise<void>
  /** The attempt failed: the message comes again, or is given up if that was the last. */
  nack(error?: unknown): Promise<void>
}

/** One member of a group. */
export interface BrokerSubscription {
  /** Takes nothing more, and resolves when what it had in flight is settled. What waits stays for its group. */
  unsubscribe(): Promise<void>
}

/** Figures of one group. */
export interface BrokerDepth {
  /** Messages that no member has. Where `inFlight` is undefined, those that a member has may be among them. */
  readonly waiting: number
  /** Messages that a member has and did not settle. Undefined where the system does not tell. */
  readonly inFlight: number | undefined
}
