/** Names of the keys of a destination. All of one share a hash tag, so that a proxy or a cluster keeps them together. */
export interface DestinationKeys {
  /** What was declared, a hash. */
  readonly declaration: string
  /** The messages, a stream. */
  readonly stream: string
  /** Messages that are sent later, a sorted set by time. */
  readonly delayed: string
  readonly of: (group: string) => GroupKeys
}

/** What one group has for itself. */
export interface GroupKeys {
  /** Messages that come again, a stream that only this group reads. */
  readonly retry: string
  /** Those that come again later, a sorted set by time. */
  readonly delayed: string
}

/** The group of a queue, which has no name for its users. */
export const queueGroup = 'members'

/** Names are encoded, so that none can be taken for a part of another's keys. */
export function destinationKeys(prefix: string, name: string): DestinationKeys {
  const stream = `${prefix}{${encodeURIComponent(name)}}`
  return {
    declaration: `${stream}:declaration`,
    stream,
    delayed: `${stream}:delayed`,
    of(group) {
      const retry = `${stream}:retry:${encodeURIComponent(group)}`
      return { retry, delayed: `${retry}:delayed` }
    },
  }
}
