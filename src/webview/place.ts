import type { SourcePosition } from '../protocol/graph.ts'

/** `photos/upload.ts:31`: the last two parts of the path tell a reader where it is; the whole path goes into the title. */
export function place({ file, line }: SourcePosition): string {
  return `${file.split('/').slice(-2).join('/')}:${line}`
}

/** The path within the workspace folder that holds it, else as it is. */
export function fullPlace({ file, line }: SourcePosition, roots: readonly string[]): string {
  const root = roots.find((folder) => file.startsWith(`${folder.replace(/\/$/, '')}/`))
  return `${root === undefined ? file : file.slice(root.replace(/\/$/, '').length + 1)}:${line}`
}
