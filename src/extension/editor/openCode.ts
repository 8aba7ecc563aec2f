import { type QuickPickItem, Range, type TextDocument, Uri, ViewColumn, commands, window, workspace } from 'vscode'
import type { SourcePosition } from '../../protocol/graph.ts'

export interface OpenOptions {
  readonly title: string
  readonly positions: readonly SourcePosition[]
  /** Where it is asked from: code opens in another column, so that the picture stays in sight. */
  readonly besides?: ViewColumn | undefined
}

/** Opens the editor at the place; of several, the one that the user picks. */
export async function openCode({ title, positions, besides }: OpenOptions): Promise<void> {
  const places = await findPlaces(positions)
  const first = places[0]
  if (!first) {
    const files = [...new Set(positions.map(({ file }) => workspace.asRelativePath(file)))]
    void window.showWarningMessage(
      files.length === 0
        ? `${title}: no place in the source is known.`
        : `${title}: ${files.join(', ')} is not there any more.`,
    )
    return
  }
  const place = places.length === 1 ? first : await pick(title, places)
  if (!place) return
  await window.showTextDocument(place.document, {
    selection: place.range,
    ...(besides === undefined ? {} : { viewColumn: columnBesides(besides) }),
  })
}

interface Place {
  readonly document: TextDocument
  readonly range: Range
}

/** Those that exist, each once. A line past the end of a file that was changed since becomes its last. */
async function findPlaces(positions: readonly SourcePosition[]): Promise<Place[]> {
  const places = new Map<string, Place>()
  for (const { file, line, column } of positions) {
    try {
      const document = await workspace.openTextDocument(Uri.file(file))
      const start = document.validatePosition(new Range(line - 1, column - 1, line - 1, column - 1).start)
      places.set(`${file}:${start.line}`, { document, range: new Range(start, start) })
    } catch {
      // It is not there, or it is no text.
    }
  }
  return [...places.values()]
}

async function pick(title: string, places: readonly Place[]): Promise<Place | undefined> {
  const items: (QuickPickItem & { readonly place: Place })[] = places.map((place) => ({
    label: `${workspace.asRelativePath(place.document.uri)}:${place.range.start.line + 1}`,
    description: place.document.lineAt(place.range.start.line).text.trim(),
    place,
  }))
  const chosen = await window.showQuickPick(items, { title, placeHolder: 'Open the code at', matchOnDescription: true })
  return chosen?.place
}

/** A column that shows something else already, else a new one. */
function columnBesides(column: ViewColumn): ViewColumn {
  const others = window.tabGroups.all.map((group) => group.viewColumn).filter((other) => other !== column)
  const used = window.visibleTextEditors.map((editor) => editor.viewColumn)
  return others.find((other) => used.includes(other)) ?? others[0] ?? ViewColumn.Beside
}

/** Opens a list of settings. */
export function openSettings(): void {
  void commands.executeCommand('workbench.action.openSettings', '@ext:fanout.fanout')
}

/** Opens the extension's page in the editor, with the README that came with it. */
export function openReadme(): void {
  void commands.executeCommand('extension.open', 'fanout.fanout')
}
