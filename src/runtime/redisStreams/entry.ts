import { InvalidOptionError } from '../errors.ts'
import { noHeaders, type Headers } from '../message.ts'

/** Makes text of bodies and bodies of text. */
export interface BodyCodec {
  encode(body: unknown): string
  decode(text: string): unknown
}

/** Bodies as JSON. What JSON has no text for (undefined, a function, a cycle, a bigint) is refused. */
export const jsonCodec: BodyCodec = {
  encode: (body) => JSON.stringify(body),
  decode: (text) => JSON.parse(text) as unknown,
}

/** An entry of a stream, delivered to a member. */
export interface Entry {
  /** 1: the destination's stream, 2: the group's retry stream. */
  readonly from: 1 | 2
  readonly id: string
  /** How often the server has handed it over. */
  readonly deliveries: number
  /** By turns names and values. */
  readonly fields: readonly string[]
}

/** What an entry says. */
export interface Message {
  readonly id: string
  /** Encoded. */
  readonly body: string
  readonly headers: Headers
  readonly correlationId: string | undefined
  readonly causationId: string | undefined
  /** Number of the first delivery of this entry: more than 1 in a retry stream. */
  readonly attempt: number
}

/** The fields that carry a message: what is usual is left out. */
export function fieldsOf(message: Message): string[] {
  const { id, body, headers, correlationId, causationId, attempt } = message
  const fields = ['id', id, 'body', body]
  if (Object.keys(headers).length > 0) fields.push('headers', JSON.stringify(headers))
  if (correlationId !== undefined) fields.push('correlation', correlationId)
  if (causationId !== undefined) fields.push('causation', causationId)
  if (attempt > 1) fields.push('attempt', String(attempt))
  return fields
}

/** What others than Fanout wrote is taken as it comes: without an id it has the entry's. */
export function messageOf(entry: Entry): Message {
  const fields = new Map<string, string>()
  for (let n = 0; n + 1 < entry.fields.length; n += 2)
    fields.set(entry.fields[n] as string, entry.fields[n + 1] as string)
  return {
    id: fields.get('id') ?? entry.id,
    body: fields.get('body') ?? '',
    headers: headersOf(fields.get('headers')),
    correlationId: fields.get('correlation'),
    causationId: fields.get('causation'),
    attempt: (Number(fields.get('attempt') ?? 1) || 1) + entry.deliveries - 1,
  }
}

/** The text of a body, or an error that says why there is none. */
export function encodeBody(label: string, codec: BodyCodec, body: unknown): string {
  const expected = 'something that the codec makes text of'
  let text: unknown
  try {
    text = codec.encode(body)
  } catch (error) {
    throw new InvalidOptionError(label, 'body', expected, body, { cause: error })
  }
  if (typeof text !== 'string') throw new InvalidOptionError(label, 'body', expected, body)
  return text
}

function headersOf(text: string | undefined): Headers {
  if (text === undefined) return noHeaders
  try {
    const held = JSON.parse(text) as unknown
    if (typeof held !== 'object' || held === null) return noHeaders
    return Object.freeze(Object.fromEntries(Object.entries(held).map(([name, value]) => [name, String(value)])))
  } catch {
    return noHeaders
  }
}

/** Entries of a reply to XREADGROUP. Null is a read that ended without any; a trimmed entry has no fields, and is left out. */
export function entriesOf(reply: unknown, stream: string): Entry[] {
  const entries: Entry[] = []
  for (const [key, held] of pairsOf(reply)) {
    const from = String(key) === stream ? 1 : 2
    for (const [id, fields] of held as readonly (readonly [unknown, readonly unknown[] | null])[]) {
      if (fields !== null) entries.push({ from, id: String(id), deliveries: 1, fields: fields.map(String) })
    }
  }
  return entries
}

/** Keys and values, whatever a client makes of them: an array of pairs, a flat array, a map or an object. */
function pairsOf(reply: unknown): Iterable<readonly [unknown, unknown]> {
  if (typeof reply !== 'object' || reply === null) return []
  if (reply instanceof Map) return reply
  if (!Array.isArray(reply)) return Object.entries(reply)
  const items = reply as readonly unknown[]
  if (Array.isArray(items[0])) return items as readonly (readonly [unknown, unknown])[]
  return items.flatMap((key, n) => (n % 2 === 0 ? [[key, items[n + 1]] as const] : []))
}
