import { type LogOutputChannel, Uri, ViewColumn, type WebviewPanel, commands, window, workspace } from 'vscode'
import { views } from '../contributions.ts'
import type { Graph } from '../../protocol/graph.ts'
import { decodeFromView } from '../../protocol/decodeView.ts'
import type { FromView, ToView, ViewCommand } from '../../protocol/view.ts'
import { type Disposable, createOwner } from './disposables.ts'
import { openCode, openReadme, openSettings } from './openCode.ts'
import { panelHtml } from './panelHtml.ts'
import { workspaceRoots } from './roots.ts'
import { whyNotInjecting } from './settings.ts'
import { createViewUpdates } from './viewUpdates.ts'

/** The graph's panel: one in a window, in the editor area, which a user may move and a reload brings back. */
export interface GraphPanel extends Disposable {
  /** Opens it, or brings it to the front. */
  show(): void
  /** Selects a node and brings it into sight. */
  reveal(id: string): void
  /** The graph, or what the view may do, is another. */
  changed(): void
}

export interface GraphPanelOptions {
  readonly extension: Uri
  readonly graph: () => Graph
  /** Called each time the panel opens. */
  readonly onOpen: () => void
  readonly run: (command: 'stopWatching' | 'refreshMap' | 'addRuntime') => void
  readonly log: LogOutputChannel
}

export function createGraphPanel(options: GraphPanelOptions): GraphPanel {
  const owner = createOwner((error) => options.log.error(String(error)))
  let open: OpenPanel | undefined

  const adopt = (panel: WebviewPanel): OpenPanel => {
    open?.panel.dispose()
    const opened = fillPanel(panel, options)
    open = opened
    panel.onDidDispose(() => {
      opened.dispose()
      if (open === opened) open = undefined
    })
    options.onOpen()
    return opened
  }
  const show = (): OpenPanel => {
    if (open) {
      open.panel.reveal(open.panel.viewColumn)
      return open
    }
    const column = window.activeTextEditor ? ViewColumn.Beside : ViewColumn.Active
    return adopt(window.createWebviewPanel(views.panel, 'Event Graph', column, {}))
  }
  owner.own(
    window.registerWebviewPanelSerializer(views.panel, {
      deserializeWebviewPanel(panel) {
        adopt(panel)
        return Promise.resolve()
      },
    }),
  )
  owner.own({ dispose: () => open?.panel.dispose() })
  return {
    show: () => void show(),
    reveal: (id) => show().send({ type: 'reveal', id }),
    changed: () => open?.changed(),
    dispose: () => owner.dispose(),
  }
}

interface OpenPanel extends Disposable {
  readonly panel: WebviewPanel
  /** Kept until the view is ready. */
  send(message: ToView): void
  changed(): void
}

function fillPanel(panel: WebviewPanel, { extension, graph, run, log }: GraphPanelOptions): OpenPanel {
  const { webview } = panel
  const folder = Uri.joinPath(extension, 'dist', 'webview')
  const owner = createOwner((error) => log.error(String(error)))
  let isReady = false
  let queue: ToView[] = []
  let hostState = ''

  const post = (message: ToView): void => void webview.postMessage(message)
  const updates = owner.own(createViewUpdates({ graph, roots: workspaceRoots, send: post }))
  const sendHost = (): void => {
    const message: ToView = { type: 'host', trusted: workspace.isTrusted, injecting: whyNotInjecting() === undefined }
    const state = JSON.stringify(message)
    if (state === hostState) return
    hostState = state
    post(message)
  }
  const onReady = (): void => {
    isReady = true
    hostState = ''
    sendHost()
    updates.ready()
    for (const message of queue.splice(0)) post(message)
  }
  const receive = (message: FromView): void => {
    switch (message.type) {
      case 'ready':
        return onReady()
      case 'open':
        void openCode({ ...message, besides: message.beside ? panel.viewColumn : undefined })
        return
      case 'drawn':
        return updates.drawn(message.revision)
      case 'command':
        return runViewCommand(message.command, run)
      case 'failed':
        return log.error(`The view failed: ${message.message}`)
      case 'select':
        return undefined
    }
  }
  owner.own(
    webview.onDidReceiveMessage((value: unknown) => {
      const message = decodeFromView(value)
      if (message) receive(message)
      else log.warn(`The view said what it can't mean: ${JSON.stringify(value)?.slice(0, 200)}`)
    }),
  )
  // A hidden view is thrown away by VS Code, and says that it is ready when it is made again.
  owner.own(
    panel.onDidChangeViewState(() => {
      if (panel.visible) return
      isReady = false
      updates.away()
    }),
  )
  panel.iconPath = Uri.joinPath(extension, 'media', 'icon.png')
  webview.options = { enableScripts: true, localResourceRoots: [folder] }
  webview.html = panelHtml({
    source: webview.cspSource,
    script: webview.asWebviewUri(Uri.joinPath(folder, 'main.js')).toString(),
    style: webview.asWebviewUri(Uri.joinPath(folder, 'style.css')).toString(),
  })
  return {
    panel,
    send(message) {
      if (isReady) post(message)
      else queue.push(message)
    },
    changed() {
      if (!isReady) return
      sendHost()
      updates.changed()
    },
    dispose() {
      queue = []
      owner.dispose()
    },
  }
}

function runViewCommand(command: ViewCommand, run: GraphPanelOptions['run']): void {
  switch (command) {
    case 'start':
      void commands.executeCommand('workbench.action.debug.start')
      return
    case 'openSettings':
      return openSettings()
    case 'manageTrust':
      void commands.executeCommand('workbench.trust.manage')
      return
    case 'openReadme':
      return openReadme()
    case 'stopWatching':
    case 'refreshMap':
    case 'addRuntime':
      return run(command)
  }
}
