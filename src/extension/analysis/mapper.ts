/** The host's side of the analysis: one worker thread, its messages, its end. No vscode here. */
import { Worker } from 'node:worker_threads'
import { isConfigName } from './rules/configNames.ts'
import type { CallAt, DescribedCall, FileChange, FromWorker, ToWorker } from './messages.ts'
import type { FolderSettings } from './rules/folderRules.ts'
import type { MapState } from '../../protocol/graph.ts'
import type { SourceMapping } from '../../protocol/map.ts'

export interface MapperOptions {
  /** Absolute folders. */
  readonly roots: readonly string[]
  readonly configuration?: Configuration
  readonly workerPath: string
  /** Where the map is kept for the next start; without it each start maps anew. Made if it is not there. */
  readonly cacheFolder?: string
  readonly onState: (state: MapState) => void
  readonly onMapping: (mapping: SourceMapping) => void
  readonly log?: (message: string) => void
  readonly now?: () => number
  /** How long changes are gathered before they are mapped, in milliseconds. */
  readonly gather?: number
  /** Memory that the worker may use, in megabytes. */
  readonly memory?: number
}

/** What the user says of the map besides the source. */
export interface Configuration {
  /** Globs, relative to a root, of what is left out. */
  readonly exclude?: readonly string[]
  /** Each folder's settings; configuration files are read of these folders too. */
  readonly settings?: readonly FolderSettings[]
  /** An untrusted workspace's code is never run. */
  readonly trusted?: boolean
}

export interface Mapper {
  /** Maps everything anew. */
  refresh(): void
  /** Maps everything anew under another configuration. Content that is not saved is kept. */
  configure(configuration: Configuration): void
  /** Takes in changed files; many at once are one update. After `dispose` it does nothing. */
  changed(changes: readonly FileChange[]): void
  /** What a rule for the call there would say; undefined if there is none, or the analysis ended. */
  describe(at: CallAt): Promise<DescribedCall | undefined>
  /** Ends the worker; nothing is reported any more. */
  dispose(): Promise<void>
}

/** A worker that ends by itself is started again this often without a map in between. */
const mostCrashes = 3

/** Maps at once, then again after each change. Never throws: what goes wrong is a state. */
export function createMapper(options: MapperOptions): Mapper {
  const {
    roots,
    workerPath,
    cacheFolder,
    onState,
    onMapping,
    log = () => {},
    now = Date.now,
    gather = 150,
    memory = 2_048,
  } = options
  let { configuration = {} } = options
  let configFiles: ReadonlySet<string> = new Set()
  let worker: Worker | undefined
  let run = 0
  let crashes = 0
  let disposed = false
  /** The worker is at work on this run; changes wait until it is done. */
  let busy = false
  let wholeAgain = false
  /** The kept map is for the start alone: one who asks again, or a crash, wants it made. */
  let anew = false
  let timer: NodeJS.Timeout | undefined
  const asked = new Map<number, (call: DescribedCall | undefined) => void>()
  let asks = 0
  const waiting = new Map<string, FileChange>()
  /** Content that is not saved: a worker that starts anew must hear of it again. */
  const unsaved = new Map<string, FileChange>()

  const send = (message: ToWorker): void => {
    busy = true
    worker ??= startWorker()
    worker.postMessage(message)
  }

  const mapAll = (): void => {
    wholeAgain = false
    for (const [file, change] of unsaved) if (!waiting.has(file)) waiting.set(file, change)
    onState({ state: 'mapping', done: 0, total: 0 })
    const { exclude = [], settings = [], trusted = false } = configuration
    const told = { run: ++run, roots, exclude, settings, trusted, anew }
    send({ type: 'map', ...told, ...(cacheFolder !== undefined && { cacheFolder }) })
    anew = true
  }

  const next = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (disposed || busy) return
    if (wholeAgain) mapAll()
    else if (waiting.size > 0) {
      const changes = [...waiting.values()]
      waiting.clear()
      send({ type: 'change', run: ++run, changes })
    }
  }

  const tell = (ask: number, call: DescribedCall | undefined): void => {
    asked.get(ask)?.(call)
    asked.delete(ask)
  }
  /** Whoever ends the worker must not leave those who asked it. */
  const tellAll = (): void => {
    for (const ask of asked.keys()) tell(ask, undefined)
  }

  const heard = (message: FromWorker): void => {
    if (message.type === 'described') return tell(message.ask, message.call)
    if (disposed || message.run !== run) return
    switch (message.type) {
      case 'progress':
        onState({ state: 'mapping', done: message.done, total: message.total })
        return
      case 'mapping':
        busy = false
        crashes = 0
        configFiles = new Set(message.configFiles)
        onMapping(message.mapping)
        onState({ state: 'ready', files: message.mapping.files, at: now() })
        next()
        return
      case 'failed':
        busy = false
        log(`the analysis failed: ${message.message}`)
        onState({ state: 'failed', message: message.message.split('\n')[0] ?? '' })
        next()
    }
  }

  /** What it says counts when it is saved. */
  const isConfiguration = (file: string): boolean => {
    const name = file.replaceAll('\\', '/')
    const slash = name.lastIndexOf('/')
    return configFiles.has(name) || (isConfigName(name.slice(slash + 1)) && roots.includes(name.slice(0, slash)))
  }

  const startWorker = (): Worker => {
    const started = new Worker(workerPath, {
      resourceLimits: { maxOldGenerationSizeMb: memory },
      stdout: false,
      stderr: false,
    })
    let reason = 'it ended by itself'
    started.on('message', heard)
    started.on('error', (error) => {
      reason = error.message
    })
    started.on('exit', () => {
      if (disposed || worker !== started) return
      worker = undefined
      busy = false
      tellAll()
      crashes++
      log(`the analysis worker ended: ${reason}`)
      if (crashes < mostCrashes) {
        wholeAgain = true
        next()
      } else onState({ state: 'failed', message: `The analysis ended ${crashes} times: ${reason}` })
    })
    started.unref()
    return started
  }

  mapAll()
  return {
    refresh() {
      if (disposed) return
      crashes = 0
      wholeAgain = true
      next()
    },
    configure(other) {
      configuration = other
      this.refresh()
    },
    changed(changes) {
      if (disposed) return
      for (const change of changes) {
        if (typeof change.text !== 'string' && isConfiguration(change.file)) wholeAgain = true
        waiting.set(change.file, change)
        if (typeof change.text === 'string') unsaved.set(change.file, change)
        else unsaved.delete(change.file)
      }
      timer ??= setTimeout(next, gather)
      timer.unref()
    },
    describe(at) {
      if (disposed || !worker) return Promise.resolve(undefined)
      const ask = ++asks
      worker.postMessage({ type: 'describe', run, ask, at } satisfies ToWorker)
      return new Promise((resolve) => asked.set(ask, resolve))
    },
    async dispose() {
      disposed = true
      tellAll()
      clearTimeout(timer)
      await worker?.terminate()
      worker = undefined
    },
  }
}
