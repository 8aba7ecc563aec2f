/** The analysis in a thread of its own: the TypeScript compiler is loaded only here. Entry of dist/analysisWorker.cjs. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parentPort } from 'node:worker_threads'
import { openCachedWorkspace } from './cachedWorkspace.ts'
import { openWorkspace, type Workspace } from './map.ts'
import { createMapCache, type MapCache } from './mapCache.ts'
import { findFiles } from './program/workspaceFiles.ts'
import { excludedBy, readFolder } from './rules/folderRules.ts'
import { configRun } from './rules/runConfig.ts'
import type { FromWorker, ToWorker } from './messages.ts'

const port = parentPort
if (!port) throw new Error('the analysis worker was started outside a worker thread')

const say = (message: FromWorker): void => port.postMessage(message)
let workspace: Workspace | undefined
let cache: MapCache | undefined
let configFiles: readonly string[] = []
const runConfiguration = configRun({ runner: path.join(path.dirname(ownPath()), 'configRunner.cjs') })

/** Messages are answered one after the other, also while a configuration is being read. */
let last = Promise.resolve()
port.on('message', (message: ToWorker) => {
  last = last.then(() => handle(message))
})

async function handle(message: ToWorker): Promise<void> {
  const { run } = message
  try {
    switch (message.type) {
      case 'map': {
        const { roots, exclude, settings, trusted } = message
        const folders = await Promise.all(settings.map((one) => readFolder(one, { trusted, run: runConfiguration })))
        const rules = folders.map((folder) => folder.rules)
        configFiles = folders.flatMap(({ files }) => files)
        const options = {
          roots,
          exclude,
          rules,
          onProgress: (done: number, total: number) => say({ type: 'progress', run, done, total }),
        }
        // The old program goes before the new one is made: both at once may pass the memory bound.
        workspace = undefined
        cache =
          message.cacheFolder === undefined
            ? undefined
            : createMapCache({
                folder: message.cacheFolder,
                analyser: ownDigest(),
                roots,
                exclude,
                rules,
                files: findFiles(roots, exclude, excludedBy(rules)),
              })
        workspace = cache ? openCachedWorkspace(options, cache, message.anew) : openWorkspace(options)
        answer(run, workspace)
        break
      }
      case 'change': {
        const open = workspace
        if (!open) throw new Error('a change came before the workspace was mapped')
        open.change(message.changes)
        answer(run, open)
        break
      }
      case 'describe': {
        const { file, text } = message.at
        if (text !== undefined) workspace?.change([{ file, text }])
        const call = workspace?.describe(message.at)
        say({ type: 'described', run, ask: message.ask, ...(call && { call }) })
        break
      }
    }
  } catch (error) {
    if (message.type === 'describe') say({ type: 'described', run, ask: message.ask })
    else say({ type: 'failed', run, message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

function answer(run: number, open: Workspace): void {
  const mapping = open.map()
  say({ type: 'mapping', run, mapping, configFiles })
  cache?.write(mapping)
}

/** Engine and detectors are all in this one file. */
function ownDigest(): string {
  return createHash('sha256').update(readFileSync(ownPath())).digest('base64')
}

function ownPath(): string {
  const [, own] = process.argv
  if (own === undefined) throw new Error("expected the worker's own path in process.argv, came none")
  return own
}
