/** Where the parts are put together. Nothing heavy is loaded here: the map and the live side load when first needed. */
import path from 'node:path'
import {
  type Disposable,
  EventEmitter,
  type Event,
  type ExtensionContext,
  commands as vscodeCommands,
  window,
  workspace,
} from 'vscode'
import type { Graph } from '../protocol/graph.ts'
import { type CommandHandlers, type CommandName, commands, contextKeys } from './contributions.ts'
import { addRuntime } from './editor/addRuntime.ts'
import { watchLaunches } from './editor/debugging.ts'
import { createOwner } from './editor/disposables.ts'
import { createLiveSide } from './editor/live.ts'
import { openCode } from './editor/openCode.ts'
import { createGraphPanel } from './editor/panel.ts'
import { atMostEvery } from './editor/pace.ts'
import { placeProbe } from './editor/probeFile.ts'
import { offerRules } from './editor/ruleAction.ts'
import { createStatusBar } from './editor/statusBar.ts'
import { prepareTerminals } from './editor/terminals.ts'
import { createGraphTree } from './editor/tree.ts'
import { createWorkspaceMap } from './editor/workspaceMap.ts'
import { createGraphStore } from './graph/store.ts'

/** What other extensions and tests get from `activate`. */
export interface FanoutApi {
  graph(): Graph
  readonly onDidChangeGraph: Event<Graph>
}

/** How often others are told of a new graph, at most. */
const announceInterval = 100

let end: (() => Promise<void>) | undefined

export function activate(context: ExtensionContext): FanoutApi {
  const began = performance.now()
  const log = window.createOutputChannel('Fanout', { log: true })
  const owner = createOwner((error) => log.error(String(error)))
  const storage = context.globalStorageUri.fsPath

  const store = owner.own(createGraphStore({ now: Date.now }))
  const graph = (): Graph => store.graph
  const graphChanged = owner.own(new EventEmitter<Graph>())
  const live = createLiveSide((session) => store.update(session), log)
  const map = createWorkspaceMap({
    workerPath: context.asAbsolutePath(path.join('dist', 'analysisWorker.cjs')),
    cacheFolder: context.storageUri?.fsPath,
    onState: (state) => store.setMapState(state),
    onMapping(mapping) {
      store.setMapping(mapping)
      const events = mapping.destinations.filter(({ system }) => system === 'node:events')
      live.setEvents(events.flatMap(({ name, alsoNamed = [] }) => [name, ...alsoNamed]))
    },
    log,
  })
  let placing: Promise<string> | undefined
  const probe = (): Promise<string> =>
    (placing ??= placeProbe(context.asAbsolutePath(path.join('dist', 'probe.cjs')), storage).catch((error: unknown) => {
      placing = undefined
      throw error
    }))

  const panel = owner.own(
    createGraphPanel({
      extension: context.extensionUri,
      graph,
      onOpen: () => map.start(),
      run: (name) => void handlers[name](),
      log,
    }),
  )
  const tree = owner.own(createGraphTree(graph, () => map.start()))
  const statusBar = owner.own(createStatusBar(graph))
  const showContext = contextShower()
  const announce = owner.own(
    atMostEvery(announceInterval, () => {
      tree.changed()
      statusBar.changed()
      showContext(store.graph)
      graphChanged.fire(store.graph)
    }),
  )
  // The panel has a pace of its own. A graph is put together when it is asked for, so that is not done at every frame.
  const stopListening = store.onDidChange(() => {
    panel.changed()
    announce.request()
  })
  owner.own({ dispose: stopListening })
  owner.own(workspace.onDidGrantWorkspaceTrust(() => panel.changed()))
  owner.own(workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('fanout') && panel.changed()))
  owner.own(
    watchLaunches({
      startLive: () => live.start(),
      probe,
      mapped: (limit) => (map.start(), map.settled(limit)),
      onNotWatched: (reason) => store.setNotWatched(reason),
      log,
    }),
  )
  owner.own(
    prepareTerminals({ variables: context.environmentVariableCollection, startLive: () => live.start(), probe, log }),
  )

  const handlers: CommandHandlers = {
    showGraph: () => panel.show(),
    stopWatching: () => live.stopWatching(),
    refreshMap: () => map.refresh(),
    addRuntime: () => addRuntime(context.asAbsolutePath(path.join('dist', 'runtime')), storage),
    addRule: async () =>
      (await import('./editor/addRule.ts')).addRule(
        (at) => map.describe(at),
        (at) => evidenceAt(store.graph, at),
      ),
    showLog: () => log.show(),
    openSites: (title, positions) => openCode({ title, positions }),
  }
  for (const command of registerCommands(handlers)) owner.own(command)
  owner.own(offerRules())

  end = async () => {
    owner.dispose()
    await Promise.all([live.dispose(), map.dispose()])
    log.dispose()
  }
  log.info(`Activated in ${(performance.now() - began).toFixed(1)} ms`)
  return { graph, onDidChangeGraph: graphChanged.event }
}

export async function deactivate(): Promise<void> {
  await end?.()
  end = undefined
}

function evidenceAt(
  { edges }: Graph,
  { file, line }: { readonly file: string; readonly line: number },
): string | undefined {
  return edges.flatMap(({ sites }) => sites).find((site) => site.file === file && site.line === line)?.evidence
}

function registerCommands(handlers: CommandHandlers): Disposable[] {
  return (Object.keys(commands) as CommandName[]).map((name) =>
    vscodeCommands.registerCommand(commands[name].id, handlers[name] as (...values: unknown[]) => unknown),
  )
}

/** Keeps what `when` clauses of the manifest ask for; a command is sent only when an answer changes. */
function contextShower(): (graph: Graph) => void {
  const shown = new Map<string, boolean>()
  const show = (key: string, value: boolean): void => {
    if (shown.get(key) === value) return
    shown.set(key, value)
    void vscodeCommands.executeCommand('setContext', key, value)
  }
  return (graph) => {
    show(
      contextKeys.watching,
      graph.sessions.some(({ state }) => state === 'running'),
    )
    show(contextKeys.hasDestinations, graph.destinations.length > 0)
  }
}
