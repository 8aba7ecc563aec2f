import { type Disposable, type GlobalEnvironmentVariableCollection, type LogOutputChannel, workspace } from 'vscode'
import type { LiveServer } from '../live/server.ts'
import { createOwner } from './disposables.ts'
import { requireOption } from './nodeOptions.ts'
import { workspaceRoots } from './roots.ts'
import { currentSettings, whyNotInjecting } from './settings.ts'

export interface TerminalsOptions {
  readonly variables: GlobalEnvironmentVariableCollection
  readonly startLive: () => Promise<LiveServer>
  readonly probe: () => Promise<string>
  readonly log: LogOutputChannel
}

/**
 * Brings the probe into terminals. There it does nothing unless the terminal is a JavaScript Debug Terminal or
 * `fanout.terminals` is on; the variables must be there before the terminal is, whatever it will be used for.
 */
export function prepareTerminals({ variables, startLive, probe, log }: TerminalsOptions): Disposable {
  const owner = createOwner((error) => log.error(String(error)))
  let withdraw: (() => void) | undefined
  let generation = 0

  const clear = (): void => {
    variables.clear()
    withdraw?.()
    withdraw = undefined
  }
  const prepare = async (): Promise<void> => {
    const mine = ++generation
    if (whyNotInjecting() !== undefined) return clear()
    const [path, server] = await Promise.all([probe(), startLive()])
    const { environment, dispose } = await server.prepare({
      origin: 'terminal',
      terminals: currentSettings().terminals,
      roots: workspaceRoots(),
    })
    if (mine !== generation) return dispose()
    withdraw?.()
    withdraw = dispose
    variables.clear()
    variables.append('NODE_OPTIONS', ` ${requireOption(path)}`)
    for (const [name, value] of Object.entries(environment)) variables.replace(name, value)
  }
  const update = (): void => {
    prepare().catch((error: unknown) => log.error(`Programs in terminals can't be watched: ${String(error)}`))
  }
  variables.persistent = false
  variables.description = 'Lets Fanout watch Node.js programs in JavaScript Debug Terminals'
  update()
  owner.own(workspace.onDidGrantWorkspaceTrust(update))
  owner.own(workspace.onDidChangeWorkspaceFolders(update))
  owner.own(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('fanout.inject') || change.affectsConfiguration('fanout.terminals')) update()
    }),
  )
  owner.own({
    dispose() {
      generation++
      clear()
    },
  })
  return owner
}
