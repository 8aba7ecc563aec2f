/** The example that is open, debugged by its own launch configurations. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import { debugToEnd } from './debugSession.ts'
import { fanout, waitForGraph } from './graph.ts'
import { graphTotals, printedTotals } from './totals.ts'

const seconds = '1.7'
/** How the program ends when its time is over: it works off what it accepted, calls `process.exit`, or throws. */
const endings = ['drain', 'exit', 'throw']
const runs = process.env['FANOUT_LONG'] === undefined ? 1 : 10

const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? ''
const { configurations } = JSON.parse(readFileSync(join(root, '.vscode', 'launch.json'), 'utf8')) as {
  configurations: readonly vscode.DebugConfiguration[]
}

describe(`the graph's totals are those that the program printed, message for message`, () => {
  let api: FanoutApi
  before(async () => {
    api = await fanout()
  })

  for (const configuration of configurations)
    for (const ending of endings)
      for (let run = 1; run <= runs; run++)
        it(`${configuration.name}, ${ending}${runs > 1 ? `, run ${run}` : ''}`, async () => {
          const before = new Set(api.graph().sessions.map(({ id }) => id))
          // One program after the other would be shown as a sum, were they not told apart by the launch's name.
          const name = `${configuration.name}, ${ending}`
          const { output } = await debugToEnd({
            ...configuration,
            env: { EXAMPLE_SECONDS: seconds, EXAMPLE_END: ending },
          })
          const session = await waitForGraph(api, `the end of ${name}, which printed\n${output}`, ({ sessions }) =>
            sessions.find(({ id, state }) => !before.has(id) && state === 'ended'),
          )
          assert.equal(session.lastFigures, 'exact')
          assert.equal(session.name, configuration.name)
          const printed = printedTotals(output)
          const sent = Object.values(printed).reduce((sum, line) => sum + line.sent, 0)
          assert.ok(sent > 0, `expected the program to have sent something, it printed:\n${output}`)
          const graph = graphTotals(api.graph())
          for (const [destination, line] of Object.entries(printed))
            assert.deepEqual(graph[destination], line, destination)
        })
})
