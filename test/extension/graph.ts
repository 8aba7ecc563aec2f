/** The extension's own view of the graph, as any other extension gets it. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import type { Destination, Graph, LiveFigures } from '../../src/protocol/graph.ts'

export async function fanout(): Promise<FanoutApi> {
  const extension = vscode.extensions.getExtension<FanoutApi>('fanout.fanout')
  assert.ok(extension, 'expected the extension fanout.fanout to be installed')
  return extension.activate()
}

/** Resolves with what `find` finds in the graph, now or after a change. */
export async function waitForGraph<Found>(
  api: FanoutApi,
  what: string,
  find: (graph: Graph) => Found | undefined | false,
  limitMilliseconds = 20_000,
): Promise<Found> {
  const limit = performance.now() + limitMilliseconds
  for (;;) {
    const found = find(api.graph())
    if (found !== undefined && found !== false) return found
    const left = limit - performance.now()
    if (left <= 0)
      throw new Error(`Expected ${what} within ${limitMilliseconds} ms, got:\n${describeGraph(api.graph())}`)
    await nextChange(api, left)
  }
}

export function destinationNamed(graph: Graph, name: string): Destination | undefined {
  return graph.destinations.find((destination) => destination.name === name)
}

export function liveOf(graph: Graph, name: string): LiveFigures | undefined {
  return destinationNamed(graph, name)?.live
}

/** For messages of failed tests. */
export function describeGraph({ destinations, sessions, problems, map, notWatched }: Graph): string {
  const lines = [
    `map ${JSON.stringify(map)}, not watched: ${notWatched ?? '-'}`,
    ...sessions.map((session) => `session ${JSON.stringify(session)}`),
    ...destinations.map(({ kind, name, presence, live }) => {
      const figures = live && `sent ${live.sent} received ${live.received} acked ${live.acked} depth ${live.depth}`
      return `${kind} ${name} (${presence}) ${figures ?? ''}`
    }),
    ...problems.map((problem) => `problem ${JSON.stringify(problem)}`),
  ]
  return lines.map((line) => `  ${line}`).join('\n')
}

function nextChange(api: FanoutApi, limitMilliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      listening.dispose()
      resolve()
    }
    const timer = setTimeout(done, limitMilliseconds)
    const listening = api.onDidChangeGraph(done)
  })
}
