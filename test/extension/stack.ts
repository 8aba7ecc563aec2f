/** Error stacks in terms of the sources: VS Code formats stacks by itself, and heeds no source maps. */
import { findSourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

/** Needs `process.setSourceMapsEnabled(true)` before the files that the stack speaks of were loaded. */
export function stackInSources(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => !/^\s+at .*(node:internal|node_modules)/.test(line))
    .map((line) => line.replace(/((?:\/|[A-Za-z]:\\)[^:()]+\.cjs):(\d+):(\d+)/, inSource))
    .join('\n')
}

function inSource(place: string, file: string, line: string, column: string): string {
  const origin = findSourceMap(file)?.findOrigin(Number(line), Number(column))
  if (!origin || !('fileName' in origin)) return place
  const source = origin.fileName.startsWith('file:') ? fileURLToPath(origin.fileName) : origin.fileName
  return `${source}:${origin.lineNumber}:${origin.columnNumber}`
}
