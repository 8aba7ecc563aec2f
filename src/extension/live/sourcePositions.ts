import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { AnyMap, originalPositionFor, type TraceMap } from '@jridgewell/trace-mapping'
import type { SourcePosition } from '../../protocol/graph.ts'
import type { SiteFrame } from '../../protocol/wire.ts'

export interface SourcePositions {
  /** Where a frame stands in the original source: as it is if there is no source map, or none that can be read. */
  original(frame: SiteFrame, cwd: string): Promise<SourcePosition>
}

const mostRemembered = 100
const largestScript = 32 * 1024 * 1024
const largestMap = 64 * 1024 * 1024

interface Remembered {
  readonly stamp: string
  readonly map: Promise<TraceMap | undefined>
}

/** Reads source maps from the disk, once for each state of a script. */
export function createSourcePositions(): SourcePositions {
  const remembered = new Map<string, Remembered>()

  async function mapOf(file: string): Promise<TraceMap | undefined> {
    const stamp = await stampOf(file, largestScript)
    if (stamp === undefined) return undefined
    const known = remembered.get(file)
    if (known?.stamp === stamp) return known.map
    const map = readMap(file).catch(() => undefined)
    remembered.delete(file)
    remembered.set(file, { stamp, map })
    if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value!)
    return map
  }

  return {
    async original(frame, cwd) {
      const { line, column } = frame
      const file = toPath(frame.file)
      const asItIs = { file: withSlashes(file), line, column }
      if (frame.mapped || !path.isAbsolute(file)) return asItIs
      const map = await mapOf(file)
      if (map === undefined) return asItIs
      const found = originalPositionFor(map, { line, column: column - 1 })
      if (found.source === null) return asItIs
      const original = await sourcePath(found.source, cwd)
      return { file: withSlashes(original), line: found.line, column: found.column + 1 }
    },
  }
}

/** The map that the script's last `sourceMappingURL` names: within the script, or a file. */
async function readMap(file: string): Promise<TraceMap | undefined> {
  const url = lastMappingUrl(await readFile(file, 'utf8'))
  if (url === undefined) return undefined
  const data = /^data:application\/json[^,]*?(;base64)?,/.exec(url)
  if (data !== null) {
    const body = url.slice(data[0].length)
    const text = data[1] === undefined ? decodeURIComponent(body) : Buffer.from(body, 'base64').toString('utf8')
    return new AnyMap(text, pathToFileURL(file).href)
  }
  const mapFile = url.startsWith('file:')
    ? fileURLToPath(url)
    : path.resolve(path.dirname(file), decodeURIComponent(url))
  if ((await stampOf(mapFile, largestMap)) === undefined) return undefined
  return new AnyMap(await readFile(mapFile, 'utf8'), pathToFileURL(mapFile).href)
}

function lastMappingUrl(script: string): string | undefined {
  const marker = 'sourceMappingURL='
  const at = script.lastIndexOf(marker)
  if (at < 0) return undefined
  return /^[^\s'"*]+/.exec(script.slice(at + marker.length))?.[0]
}

/** Tells states of a file apart. Undefined if it is not a plain file of at most that size: a peer names the path. */
async function stampOf(file: string, largest: number): Promise<string | undefined> {
  try {
    const found = await stat(file)
    return found.isFile() && found.size <= largest ? `${found.mtimeMs} ${found.size}` : undefined
  } catch {
    return undefined
  }
}

/** Bundlers name sources by URLs of their own, relative to where they ran. */
async function sourcePath(source: string, cwd: string): Promise<string> {
  const bundled = /^(?:webpack|webpack-internal|turbopack|vite|rollup):\/\/(?:[^/]*\/)?(.*)$/.exec(source)
  if (bundled === null) return toPath(source)
  const candidate = path.resolve(cwd, decodeURIComponent(bundled[1]!.replace(/^\/+/, '')))
  return (await stampOf(candidate, Infinity)) === undefined ? source : candidate
}

/** A path or a file URL, with or without a query, as a path. */
function toPath(file: string): string {
  if (!file.startsWith('file:')) return file
  try {
    return fileURLToPath(file.replace(/[?#].*$/, ''))
  } catch {
    return file
  }
}

function withSlashes(file: string): string {
  return file.replaceAll('\\', '/')
}
