import type { Channel } from 'node:diagnostics_channel'
import { limits } from '../../protocol/decode.ts'
import type { MessageSample } from '../../protocol/wire.ts'
import type {
  ProcessAnnouncement,
  ReceiveAnnouncement,
  Registry,
  Sampler,
  SendAnnouncement,
  SettleAnnouncement,
} from '../registry.ts'

/** Announcements listened to in one window, per channel, before the channel is left alone until the next window. */
const mostInWindow = 128

/** Messages sampled a window when sent, and as many when handed over: at twenty windows a second some hundreds a second at most. */
const mostSamplesInWindow = 4

export interface Announcements {
  /** Listens to each channel until its share of the window is used up. */
  open(): void
  close(): void
}

/**
 * Listens to the runtime's channels in short windows, so that most messages pass a channel without a listener. What the
 * callbacks do must not throw: Node would end the program. Hand-overs and settlements come from the runtime's own sampler:
 * a channel that ever had a listener slows down each of the program's messages.
 */
export function createAnnouncements(
  channels: Readonly<Record<'send' | 'receive', Channel>>,
  on: {
    /** Called within the program's `send` or `receive`; `below` is the function to take a stack below of. */
    call(entry: number, role: 'send' | 'receive', below: (message: unknown) => void): void
    sample(sample: MessageSample): void
  },
  registry: Pick<Registry, 'sampler'>,
): Announcements {
  const windows = [
    createWindow(channels.send, (message, sampled, below) => {
      const { entry, ...about } = message as SendAnnouncement
      on.call(entry, 'send', below)
      if (sampled) on.sample({ id: entry, operation: 'send', ...identity(about) })
    }),
    createWindow(channels.receive, (message, _sampled, below) => {
      on.call((message as ReceiveAnnouncement).entry, 'receive', below)
    }),
  ]
  const sampler: Sampler = {
    wanted: 0,
    processed: (announcement) => guarded(() => on.sample(receiveSample(announcement))),
    settled: (announcement) => guarded(() => on.sample(settleSample(announcement))),
  }
  return {
    open() {
      windows.forEach((window) => window.open())
      sampler.wanted = mostSamplesInWindow
      registry.sampler ??= sampler
    },
    close() {
      windows.forEach((window) => window.close())
      if (registry.sampler === sampler) registry.sampler = undefined
    },
  }
}

interface Window {
  open(): void
  close(): void
}

function createWindow(
  channel: Channel,
  hear: (message: unknown, sampled: boolean, below: (message: unknown) => void) => void,
): Window {
  let isOpen = false
  let heard = 0
  let sampled = 0

  function listener(message: unknown): void {
    guarded(() => {
      if (++heard >= mostInWindow) close()
      hear(message, sampled++ < mostSamplesInWindow, listener)
    })
  }

  function close(): void {
    if (isOpen) channel.unsubscribe(listener)
    isOpen = false
  }

  return {
    open() {
      heard = 0
      sampled = 0
      if (!isOpen) channel.subscribe(listener)
      isOpen = true
    },
    close,
  }
}

function identity({
  message,
  at,
  correlation,
  causation,
}: Pick<SendAnnouncement, 'message' | 'at' | 'correlation' | 'causation'>): Pick<
  MessageSample,
  'message' | 'at' | 'correlation' | 'causation'
> {
  return {
    message: message.slice(0, limits.name),
    at: duration(at),
    ...(correlation === undefined ? {} : { correlation: correlation.slice(0, limits.name) }),
    ...(causation === undefined ? {} : { causation: causation.slice(0, limits.name) }),
  }
}

function receiveSample({ entry, message, at, attempt, wait }: ProcessAnnouncement): MessageSample {
  return { id: entry, operation: 'receive', ...identity({ message, at }), attempt, duration: duration(wait) }
}

function settleSample({ entry, message, at, attempt, outcome, ...end }: SettleAnnouncement): MessageSample {
  return {
    id: entry,
    operation: 'settle',
    ...identity({ message, at }),
    attempt,
    outcome,
    duration: duration(end.duration),
    ...(end.error === undefined ? {} : { error: end.error.slice(0, limits.text) }),
  }
}

function guarded(tell: () => void): void {
  try {
    tell()
  } catch {
    // An announcement of a version that says something else: nothing to tell.
  }
}

/** A program's clock may be simulated, and say anything. */
function duration(milliseconds: number): number {
  return Number.isFinite(milliseconds) && milliseconds > 0 ? milliseconds : 0
}
