import {
  EventEmitter,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeDataProvider,
  window,
  workspace,
} from 'vscode'
import { commands, views } from '../contributions.ts'
import type { Graph } from '../../protocol/graph.ts'
import { type Disposable, createOwner } from './disposables.ts'
import { atMostEvery } from './pace.ts'
import { type TreeRow, treeRows } from './treeRows.ts'

/** Figures in the tree change at most once a second: it is for reading. */
const figuresInterval = 1000

export interface GraphTree extends Disposable {
  changed(): void
}

/** `onShow` is called each time the tree comes into sight. */
export function createGraphTree(graph: () => Graph, onShow: () => void): GraphTree {
  const owner = createOwner()
  const refreshed = owner.own(new EventEmitter<void>())
  let structure = -1
  const provider: TreeDataProvider<TreeRow> = {
    onDidChangeTreeData: refreshed.event,
    getTreeItem: treeItem,
    getChildren: (row) => [...(row ? row.children : treeRows(graph(), (file) => workspace.asRelativePath(file)))],
  }
  const view = owner.own(window.createTreeView(views.tree, { treeDataProvider: provider, showCollapseAll: true }))
  const refresh = owner.own(
    atMostEvery(figuresInterval, () => {
      if (!view.visible) return
      structure = graph().structure
      refreshed.fire()
    }),
  )
  const shown = (): void => {
    if (!view.visible) return
    refresh.now()
    onShow()
  }
  owner.own(view.onDidChangeVisibility(shown))
  shown()
  return {
    changed() {
      if (!view.visible) return
      if (graph().structure === structure) refresh.request()
      else refresh.now()
    },
    dispose: () => owner.dispose(),
  }
}

function treeItem(row: TreeRow): TreeItem {
  const state =
    row.children.length === 0
      ? TreeItemCollapsibleState.None
      : row.unfolded
        ? TreeItemCollapsibleState.Expanded
        : TreeItemCollapsibleState.Collapsed
  const item = new TreeItem(row.label, state)
  item.id = row.id
  item.description = row.description
  item.tooltip = row.why === undefined ? row.spoken : `${row.spoken}\n\n${row.why}`
  item.accessibilityInformation = { label: row.spoken }
  item.iconPath = new ThemeIcon(row.icon)
  if (row.positions.length > 0) {
    const { id, title } = commands.openSites
    item.command = { command: id, title, arguments: [row.label, row.positions] }
  }
  return item
}
