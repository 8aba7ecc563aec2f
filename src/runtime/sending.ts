import { onAbort, reasonOf } from './aborts.ts'
import { announceSend } from './announcements.ts'
import { currentFlow, type Flow } from './context.ts'
import type { QueueEngine } from './engine.ts'
import { MessageExpiredError, QueueClosedError, QueueFullError } from './errors.ts'
import { heard } from './heard.ts'
import { Envelope, type Meta } from './message.ts'
import { checkSendOptions, type GivenOptions, type SendOptions } from './options.ts'
import { PendingSend } from './pending.ts'
import { rejected } from './rejections.ts'
import { warnOnce } from './report.ts'
import { withTrace } from './traceContext.ts'
import { nextTurn } from './turn.ts'

/** `send` resolves with this one wherever nothing has to be waited for: no promise is made per message. */
const accepted: Promise<void> = Promise.resolve()

/** See `Queue.send`. */
export function send<T>(engine: QueueEngine<T>, body: T, options: SendOptions | undefined): Promise<void> {
  if (engine.closed) return refused(engine, new QueueClosedError(engine.label))
  const signal = options?.signal
  if (signal?.aborted) return rejected(reasonOf(signal))
  const time = engine.keeper.stamp()
  const cause = engine.context ? currentFlow()?.asCause() : undefined
  let meta: Meta | undefined = cause
  if (options !== undefined || heard.trace) {
    try {
      meta = envelope(engine.label, engine.context, options, cause, time)
    } catch (error) {
      return rejected(error)
    }
  }
  const sequence = engine.sequence++
  if (heard.send) announceSend(engine, sequence, time, meta)
  if (options?.delay !== undefined && options.delay > 0) {
    later(engine, body, sequence, time, meta, options.delay)
    return inTurn(engine)
  }
  if (engine.accept(body, sequence, time, meta) || engine.dropped(body, sequence, time, meta)) return inTurn(engine)
  if (engine.overflow === 'reject') return refused(engine, new QueueFullError(engine.label, engine.capacity))
  return wait(engine, body, sequence, time, meta, signal)
}

/** One who sends in a loop that only awaits must not keep timers and I/O from running. */
function inTurn<T>({ keeper }: QueueEngine<T>): Promise<void> {
  return keeper.takeTurnOver() ? nextTurn() : accepted
}

/** See `Queue.trySend`. */
export function trySend<T>(engine: QueueEngine<T>, body: T, options: SendOptions | undefined): boolean {
  const time = engine.keeper.stamp()
  const cause = engine.context ? currentFlow()?.asCause() : undefined
  if (options === undefined && !heard.trace) return offer(engine, body, cause, time)
  const meta = envelope(engine.label, engine.context, options, cause, time)
  if (options?.signal?.aborted === true) return false
  if (options?.delay === undefined || options.delay === 0 || engine.closed) return offer(engine, body, meta, time)
  const sequence = engine.sequence++
  if (heard.send) announceSend(engine, sequence, time, meta)
  later(engine, body, sequence, time, meta, options.delay)
  return true
}

/** Has the engine take a message if it can do so at once. */
export function offer<T>(
  engine: QueueEngine<T>,
  body: T,
  meta: Meta | undefined,
  time: number = engine.keeper.stamp(),
): boolean {
  if (!engine.closed) {
    const sequence = engine.sequence++
    if (heard.send) announceSend(engine, sequence, time, meta)
    if (engine.accept(body, sequence, time, meta) || engine.dropped(body, sequence, time, meta)) return true
  }
  engine.counters.rejected++
  return false
}

/** The meta of a message. Throws what is wrong with the options. */
export function envelope(
  label: string,
  context: boolean,
  options: GivenOptions | undefined,
  cause: Flow | undefined,
  time: number,
): Meta | undefined {
  const { id, headers: given, priority, expiresIn } = checkSendOptions(label, options ?? {})
  const headers = heard.trace && context ? withTrace(given) : given
  if (id === undefined && headers === undefined && priority === undefined && expiresIn === undefined) return cause
  return new Envelope({
    id,
    headers: headers === undefined ? undefined : Object.freeze({ ...headers }),
    cause,
    priority,
    expiresAt: expiresIn === undefined ? undefined : time + expiresIn,
  })
}

function later<T>(
  engine: QueueEngine<T>,
  body: T,
  sequence: number,
  time: number,
  meta: Meta | undefined,
  delay: number,
): void {
  engine.counters.sent++
  engine.delay({ at: time + delay, message: { body, sequence, time, meta, attempt: 0 }, retry: false })
}

function wait<T>(
  engine: QueueEngine<T>,
  body: T,
  sequence: number,
  time: number,
  meta: Meta | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (engine.context && currentFlow()?.engine === engine) {
    warnOnce(
      engine,
      'own',
      `A handler of ${engine.label} waits to send to the same full destination: it may wait for ever`,
    )
  }
  const sender = new PendingSend<T>(engine, body, sequence, meta, signal)
  engine.wait(sender)
  if (signal !== undefined) onAbort(signal, sender)
  if (meta instanceof Envelope && meta.expiresAt !== Infinity) {
    const expire = (): void => sender.giveUp(new MessageExpiredError(engine.label))
    sender.timer = engine.clock.setTimeout(expire, Math.ceil(meta.expiresAt - time))
    sender.timer.unref?.()
  }
  return sender.promise
}

function refused<T>(engine: QueueEngine<T>, error: Error): Promise<never> {
  engine.counters.rejected++
  return rejected(error)
}
