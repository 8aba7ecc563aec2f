import { decodeConfiguration, decodeControlMessage } from '../../protocol/decode.ts'
import { wireVersion, type Hello, type ProbeConfiguration, type ProbeMessage } from '../../protocol/wire.ts'
import { channels, registry, type RegistryEntry } from '../registry.ts'
import { createAnnouncements } from './announcements.ts'
import { hookEmitters, type EmitterHooks } from './emitters.ts'
import type { EventHost, EventSource } from './eventSources.ts'
import { onExit } from './exit.ts'
import { Frames } from './frames.ts'
import { createHello } from './hello.ts'
import { writeLastFrame } from './lastFrame.ts'
import { createLink } from './link.ts'
import { builtin, type Originals } from './originals.ts'
import { createSiteFinder } from './siteFinder.ts'
import { Sites } from './sites.ts'
import { createSourceMaps } from './sourceMaps.ts'

/** Between two looks at the counters, in ms. */
const period = 50
/** Frames one look may make: a program with very many sources tells them over several looks. */
const framesAtOnce = 8
/** The map may be ready only after the program started: looks whether the configuration names more events, in ms. */
const configurationLooks = [1_000, 2_000, 5_000, 10_000, 30_000]

/**
 * Watches this program from now on. Until there is a source it does next to nothing: no timer that repeats, no socket.
 * `file` is the configuration's.
 */
export function startProbe(configuration: ProbeConfiguration, originals: Originals, file: string): void {
  const startedAt = originals.now()
  const { entries, onRegister, onRemove } = registry()
  const sites = new Sites(createSourceMaps(originals))
  const frames = new Frames(sites)
  const finder = createSiteFinder(sites, configuration.roots, Math.floor(startedAt + originals.elapsed() * 1000))
  const eventIds = new WeakMap<EventSource, number>()
  const undo: (() => void)[] = []
  let emitters: EmitterHooks | undefined
  let hello: Hello | undefined
  let stopped = false

  const link = createLink(configuration.socket, originals, {
    opened() {
      guarded(() => {
        frames.again()
        say((hello ??= createHello(configuration, startedAt, originals)))
        tell()
      })
    },
    line(text) {
      const message = decodeControlMessage(text)
      if (message.type === 'watch') watchEvents(message.events)
      if (message.type === 'stop') stop()
      if (message.type === 'welcome' && message.version !== wireVersion) stop()
    },
    gaveUp: stop,
  })

  const announcements = createAnnouncements(
    channels,
    {
      call: (id, role, below) => finder.called(id, role, below),
      sample: (sample) => frames.sample(sample),
    },
    registry(),
  )

  const eventHost: EventHost = {
    stack: (below) => finder.stack(below),
    elapsed: originals.elapsed,
    seen(source, role, stack) {
      let id = eventIds.get(source)
      if (id === undefined) {
        id = registry().nextId++
        eventIds.set(source, id)
        track(eventEntry(id, source))
      }
      sites.add(id, role, stack)
    },
  }

  function track(entry: RegistryEntry): void {
    frames.track(entry)
    wake()
  }

  function registered(entry: RegistryEntry): void {
    guarded(() => {
      track(entry)
      const { kind } = entry.declaration
      if (kind === 'consumer' || kind === 'subscription') finder.created(entry.id, registered)
    })
  }

  function removed(entry: RegistryEntry): void {
    frames.untrack(entry.id)
  }

  /** At the first source. */
  function wake(): void {
    if (awake || stopped) return
    awake = true
    originals.outside(() => {
      const timer = originals.setInterval(look, period).unref()
      undo.push(() => originals.clearInterval(timer))
      originals.setImmediate(look).unref()
    })
    undo.push(onExit(finish))
    announcements.open()
  }
  let awake = false

  /** Reads the counters and tells what changed, as far as the link takes it; what it does not take is told later. */
  function look(): void {
    guarded(() => {
      if (stopped) return
      finder.refill(originals.elapsed())
      link.open()
      tell()
      if (!stopped) announcements.open()
    })
  }

  function tell(): void {
    link.flush()
    if (link.ready) emitters?.countListeners()
    for (let made = 0; link.ready && made < framesAtOnce; made++) {
      const frame = frames.next(originals.now(), originals.elapsed())
      if (frame === undefined) break
      say(frame)
    }
  }

  /** A fault of the probe's own ends the probe and never the program. */
  function guarded(run: () => void): void {
    try {
      run()
    } catch {
      stop()
    }
  }

  /** The program ends of its own. */
  function finish(exitCode: number | null): void {
    guarded(() => {
      if (stopped) return
      announcements.close()
      tell()
      emitters?.countListeners()
      hello ??= createHello(configuration, startedAt, originals)
      const frame = frames.last(originals.now())
      writeLastFrame(
        configuration.folder,
        { version: wireVersion, token: configuration.token, hello, frame, exitCode },
        originals,
      )
      if (link.ready) say({ type: 'goodbye', exitCode })
    })
  }

  function say(message: ProbeMessage): void {
    link.write(`${originals.stringify(message)}\n`)
  }

  function watchEvents(events: readonly string[]): void {
    if (events.length === 0 || stopped) return
    emitters ??= hookEmitters(builtin('node:events').EventEmitter, eventHost)
    emitters.watch(events)
  }

  function lookAtConfiguration(index: number, modified: number): void {
    const pause = configurationLooks[index]
    if (pause === undefined || stopped) return
    const timer = originals
      .setTimeout(() => {
        let seen = modified
        try {
          seen = originals.fs.statSync(file).mtimeMs
          if (seen !== modified) watchEvents(decodeConfiguration(originals.fs.readFileSync(file, 'utf8')).events)
        } catch {
          // It is gone or being written: the next look tells.
        }
        lookAtConfiguration(index + 1, seen)
      }, pause)
      .unref()
    undo.push(() => originals.clearTimeout(timer))
  }

  /** Takes everything out. The program goes on as if nothing had been there. */
  function stop(): void {
    if (stopped) return
    stopped = true
    announcements.close()
    onRegister.delete(registered)
    onRemove.delete(removed)
    emitters?.remove()
    for (const step of undo.splice(0)) step()
    link.close()
  }

  onRegister.add(registered)
  onRemove.add(removed)
  for (const entry of entries.values()) track(entry)
  watchEvents(configuration.events)
  originals.outside(() => lookAtConfiguration(0, 0))
}

function eventEntry(id: number, { scope, name, counters }: EventSource): RegistryEntry {
  return { id, declaration: { kind: 'event', system: 'node:events', scope, name }, counters, oldestAge: () => 0 }
}
