import { StatusBarAlignment, window } from 'vscode'
import { commands } from '../contributions.ts'
import type { Graph } from '../../protocol/graph.ts'
import type { Disposable } from './disposables.ts'
import { atMostEvery } from './pace.ts'
import { statusText } from './statusText.ts'

/** How often its figures change at most. */
const statusInterval = 500

export interface StatusBar extends Disposable {
  changed(): void
}

export function createStatusBar(graph: () => Graph): StatusBar {
  const item = window.createStatusBarItem('fanout.status', StatusBarAlignment.Left)
  item.name = 'Fanout'
  item.command = commands.showGraph.id
  const show = atMostEvery(statusInterval, () => {
    const status = statusText(graph())
    if (!status) return item.hide()
    item.text = status.text
    item.tooltip = status.tooltip
    item.accessibilityInformation = { label: status.tooltip }
    item.show()
  })
  return {
    changed: () => show.request(),
    dispose() {
      show.dispose()
      item.dispose()
    },
  }
}
