/** The launcher's side of the companion: what the graph in VS Code holds, and what VS Code is to do next. */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Graph } from '../../src/protocol/graph.ts'

type Step = 'debug' | 'stop'

export interface Report {
  /** For the environment of VS Code. */
  readonly environment: Readonly<Record<string, string>>
  /** The newest graph, once one came. */
  readonly graph: () => Graph | undefined
  /** Handed out once, with the next post of the window that posted first. */
  readonly request: (step: Step) => void
  /** Resolves with the first graph that satisfies the condition, rejects after the time with what was wanted. */
  readonly until: (what: string, seconds: number, condition: (graph: Graph) => boolean) => Promise<Graph>
  readonly onGraph: (listener: (graph: Graph) => void) => void
  readonly dispose: () => void
}

export async function startReport(): Promise<Report> {
  const secret = randomBytes(16).toString('hex')
  const listeners = new Set<(graph: Graph) => void>()
  const steps: Step[] = []
  let newest: Graph | undefined

  const server = createServer((request, response) => {
    if (request.method !== 'POST' || request.url !== `/${secret}`) {
      response.writeHead(404).end()
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      // The companion is ours and holds the secret; the graph was made by the extension.
      const graph = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Graph
      newest = graph
      for (const listener of listeners) listener(graph)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ step: steps.shift() }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    environment: { FANOUT_START: `http://127.0.0.1:${port}/${secret}` },
    graph: () => newest,
    request: (step) => void steps.push(step),
    until: (what, seconds, condition) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => {
          listeners.delete(check)
          reject(new Error(`${what}: nothing of the kind within ${seconds} s`))
        }, seconds * 1000)
        function check(graph: Graph): void {
          if (!condition(graph)) return
          clearTimeout(late)
          listeners.delete(check)
          resolve(graph)
        }
        listeners.add(check)
        if (newest) check(newest)
      }),
    onGraph: (listener) => void listeners.add(listener),
    dispose: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
