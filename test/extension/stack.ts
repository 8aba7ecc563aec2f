/** Error stacks in terms of the sources: VS Code formats stacks by itself, and heeds no source maps. */
import { findSourceMap } from 'node:module'

/** Needs `process.setSourceMapsEnabled(true)` before the file that the stack speaks of was loaded. */
export function mapStack(stack: string): string {
  return stack.replaceAll(
    /((?:\/|[A-Za-z]:\\)[^:\n()]+\.cjs):(\d+):(\d+)/g,
    (place, file: string, line: string, column: string) => {
      const origin = findSourceMap(file)?.findOrigin(Number(line), Number(column))
      return origin && 'fileName' in origin ? `${origin.fileName}:${origin.lineNumber}:${origin.columnNumber}` : place
    },
  )
}
