/** `halves.js` in a terminal, watched, and half done; and the witness that does to the host what it cannot itself. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { existsSync, readFileSync } from 'node:fs'
import * as vscode from 'vscode'
import type { FanoutApi } from '../../src/extension/extension.ts'
import { waitForGraph, liveOf } from './graph.ts'
import { type HalvesFiles, halvesCommand } from './halves.ts'
import { waitFor } from './waitFor.ts'
import type { WitnessTask } from './witness.ts'

export interface WatchedTerminal {
  readonly terminal: vscode.Terminal
  /** What the probe is configured by. It lies where the extension listens. */
  readonly configuration: string
}

/** Terminals get the variables a moment after the extension has started: each try is a terminal of its own. */
export function watchedTerminal(folder: string): Promise<WatchedTerminal> {
  let tries = 0
  return waitFor('a terminal with the variables of the probe', async () => {
    const file = join(folder, `variables-${++tries}`)
    const terminal = vscode.window.createTerminal('halves')
    terminal.sendText(`echo "$FANOUT_PROBE" > "${file}.part"; mv "${file}.part" "${file}"`)
    const configuration = await waitFor('what is in FANOUT_PROBE', () => existsSync(file) && readFileSync(file, 'utf8'))
    if (configuration.trim() !== '') return { terminal, configuration: configuration.trim() }
    terminal.dispose()
    return undefined
  })
}

/** Starts it, and resolves with the id of its session once it stands half way, with figures that say so. */
export async function runToHalf(api: FanoutApi, terminal: vscode.Terminal, files: HalvesFiles): Promise<string> {
  const before = new Set(api.graph().sessions.map(({ id }) => id))
  terminal.sendText(halvesCommand(files))
  return waitForGraph(api, 'a program that is watched and half done', (graph) => {
    const session = graph.sessions.find(({ id, state }) => !before.has(id) && state === 'running')
    const live = liveOf(graph, 'halves')
    // Figures of programs that ended before are in the sum.
    const isHalf = live !== undefined && live.acked % 3000 === 1500 && live.inFlight === 3 && live.depth === 3
    return isHalf && session?.id
  })
}

export function sendWitness(task: WitnessTask): void {
  const witness = spawn(process.execPath, [join(__dirname, 'witness.cjs'), JSON.stringify(task)], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  })
  witness.unref()
}
