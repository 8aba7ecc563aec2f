import type { SourcePosition } from '../protocol/graph.ts'

/** `photos/upload.ts:31`: the last two parts of the path tell a reader where it is; the whole path goes into the title. */
export function place({ file, line }: SourcePosition): string {
  return `${file.split('/').slice(-2).join('/')}:${line}`
}

/** `orders · upload.ts:31`, where packages are told from one another; the part of a scoped name that does so is enough. */
export function placeIn(inPackage: string | undefined, position: SourcePosition): string {
  if (inPackage === undefined) return place(position)
  const { file, line } = position
  return `${inPackage.slice(inPackage.lastIndexOf('/') + 1)} · ${file.slice(file.lastIndexOf('/') + 1)}:${line}`
}

/** The path within the workspace folder that holds it, else as it is. */
export function fullPlace({ file, line }: SourcePosition, roots: readonly string[]): string {
  const root = roots.find((folder) => file.startsWith(`${folder.replace(/\/$/, '')}/`))
  return `${root === undefined ? file : file.slice(root.replace(/\/$/, '').length + 1)}:${line}`
}
