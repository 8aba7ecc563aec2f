import { InvalidOptionError } from '../errors.ts'

/** What is used of a client of the package `redis` (node-redis), from version 5 on. */
export interface NodeRedisClient {
  readonly isOpen: boolean
  sendCommand(args: string[]): Promise<unknown>
  duplicate(): NodeRedisClient
  connect(): Promise<unknown>
  destroy(): void
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** What is used of a client of the package `ioredis`, from version 5 on. */
export interface IoRedisClient {
  readonly status: string
  readonly options: { readonly keyPrefix?: string | undefined }
  call(command: string, args: string[]): Promise<unknown>
  duplicate(override?: object): IoRedisClient
  disconnect(): void
  on(event: 'error', listener: (error: Error) => void): unknown
}

/** One connection to a server, whichever client holds it. */
export interface Connection {
  /** Commands are sent in order. What the reply looks like depends on the client where the protocol has maps. */
  command(args: string[]): Promise<unknown>
  /**
   * One more connection, for commands that block: none of its commands is sent again after a loss, and it tries to
   * connect for as long as the client's own settings say. Resolves when it stands, or is going to by itself; where
   * `signal` is aborted before, it rejects, and tries no longer.
   */
  duplicate(onError: (error: unknown) => void, signal: AbortSignal): Promise<Connection>
  /** Cuts it at once: a command under way rejects. A second call does nothing. */
  end(): void
}

/** Takes the user's client for what its shape says it is. It stays the user's: `end` is for duplicates. */
export function connectionOf(label: string, client: unknown): Connection {
  if (isIoRedis(client)) {
    if (client.options.keyPrefix) {
      throw new InvalidOptionError(
        label,
        'client',
        'without a keyPrefix of its own (use the option prefix)',
        client.options.keyPrefix,
      )
    }
    return ioRedis(client)
  }
  if (isNodeRedis(client)) return nodeRedis(client)
  throw new InvalidOptionError(
    label,
    'client',
    'a client of one server made by redis (createClient, version 5 or newer) or ioredis (new Redis, version 5 or newer)',
    client,
  )
}

function isIoRedis(client: unknown): client is IoRedisClient {
  const { call, duplicate, disconnect, status, isCluster } = shape(client)
  return isFunction(call) && isFunction(duplicate) && isFunction(disconnect) && typeof status === 'string' && !isCluster
}

/** A cluster's `sendCommand` takes other arguments, a pool has no `isOpen` of one connection: both lack `destroy` or `isReady`. */
function isNodeRedis(client: unknown): client is NodeRedisClient {
  const { sendCommand, duplicate, destroy, isReady, masters } = shape(client)
  return (
    isFunction(sendCommand) &&
    isFunction(duplicate) &&
    isFunction(destroy) &&
    typeof isReady === 'boolean' &&
    masters === undefined
  )
}

function shape(client: unknown): Record<string, unknown> {
  return typeof client === 'object' && client !== null ? (client as Record<string, unknown>) : {}
}

const isFunction = (value: unknown): boolean => typeof value === 'function'

function nodeRedis(client: NodeRedisClient): Connection {
  return {
    command: (args) => client.sendCommand(args),
    async duplicate(onError, signal) {
      signal.throwIfAborted()
      const other = client.duplicate()
      other.on('error', onError)
      const connected = nodeRedis(other)
      const given = new Promise<never>((_, reject) => {
        const giveUp = (): void => {
          reject(signal.reason as Error)
          connected.end()
        }
        signal.addEventListener('abort', giveUp, { once: true })
      })
      await Promise.race([given, other.connect()])
      return connected
    },
    end() {
      if (client.isOpen) client.destroy()
    },
  }
}

function ioRedis(client: IoRedisClient): Connection {
  return {
    command: async ([command = '', ...args]) => client.call(command, args),
    async duplicate(onError) {
      const other = client.duplicate({
        // A read is begun anew by whoever reads, and must hear of a loss: with null it would neither reject nor go on.
        maxRetriesPerRequest: 0,
        autoResendUnfulfilledCommands: false,
        // A read that blocks takes longer than commands do.
        commandTimeout: undefined,
        socketTimeout: undefined,
        blockingTimeout: undefined,
      })
      other.on('error', onError)
      return ioRedis(other)
    },
    end: () => client.disconnect(),
  }
}
