/** The analysis in a thread of its own: the TypeScript compiler is loaded only here. Entry of dist/analysisWorker.cjs. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { openCachedWorkspace } from './cachedWorkspace.ts'
import { openWorkspace, type Workspace } from './map.ts'
import { createMapCache, type MapCache } from './mapCache.ts'
import { findFiles } from './program/workspaceFiles.ts'
import type { FromWorker, ToWorker } from './messages.ts'

const port = parentPort
if (!port) throw new Error('the analysis worker was started outside a worker thread')

const say = (message: FromWorker): void => port.postMessage(message)
let workspace: Workspace | undefined
let cache: MapCache | undefined

port.on('message', (message: ToWorker) => {
  const { run } = message
  try {
    switch (message.type) {
      case 'map': {
        const { roots, exclude } = message
        const options = {
          roots,
          exclude,
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
                files: findFiles(roots, exclude),
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
    }
  } catch (error) {
    say({ type: 'failed', run, message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})

function answer(run: number, open: Workspace): void {
  const mapping = open.map()
  say({ type: 'mapping', run, mapping })
  cache?.write(mapping)
}

/** Engine and detectors are all in this one file. */
function ownDigest(): string {
  const [, own] = process.argv
  if (own === undefined) throw new Error("expected the worker's own path in process.argv, came none")
  return createHash('sha256').update(readFileSync(own)).digest('base64')
}
