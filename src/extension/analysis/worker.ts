/** The analysis in a thread of its own: the TypeScript compiler is loaded only here. Entry of dist/analysisWorker.cjs. */
import { parentPort } from 'node:worker_threads'
import { openWorkspace, type Workspace } from './map.ts'
import type { FromWorker, ToWorker } from './messages.ts'

const port = parentPort
if (!port) throw new Error('the analysis worker was started outside a worker thread')

const say = (message: FromWorker): void => port.postMessage(message)
let workspace: Workspace | undefined

port.on('message', (message: ToWorker) => {
  const { run } = message
  try {
    switch (message.type) {
      case 'map': {
        // The old program goes before the new one is made: both at once may pass the memory bound.
        workspace = undefined
        workspace = openWorkspace({
          roots: message.roots,
          exclude: message.exclude,
          onProgress: (done, total) => say({ type: 'progress', run, done, total }),
        })
        say({ type: 'mapping', run, mapping: workspace.map() })
        break
      }
      case 'change': {
        const open = workspace
        if (!open) throw new Error('a change came before the workspace was mapped')
        open.change(message.changes)
        say({ type: 'mapping', run, mapping: open.map() })
        break
      }
    }
  } catch (error) {
    say({ type: 'failed', run, message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
