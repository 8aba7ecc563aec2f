import type { SourcePosition } from '../protocol/graph.ts'

/** `upload.ts:31`. */
export function fileAndLine({ file, line }: SourcePosition): string {
  return `${file.slice(file.lastIndexOf('/') + 1)}:${line}`
}

/** `photos/upload.ts:31`: the last two parts of the path tell a reader where it is; the whole path goes into the title. */
export function place({ file, line }: SourcePosition): string {
  return `${file.split('/').slice(-2).join('/')}:${line}`
}

/** Of a scoped package's name the part that tells it from its neighbours: `@acme/orders` → `orders`. */
export function shortPackage(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** The path within the workspace folder that holds it, else as it is. */
export function fullPlace({ file, line }: SourcePosition, roots: readonly string[]): string {
  const root = roots.find((folder) => file.startsWith(`${folder.replace(/\/$/, '')}/`))
  return `${root === undefined ? file : file.slice(root.replace(/\/$/, '').length + 1)}:${line}`
}
