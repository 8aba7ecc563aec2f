import { type Uri, workspace } from 'vscode'

/** The workspace's folders that are on disk, absolute, with `/`. */
export function workspaceRoots(): string[] {
  return (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => filePath(uri))
}

/** A file's path as the graph writes it. */
export function filePath(uri: Uri): string {
  return uri.fsPath.replaceAll('\\', '/')
}
