/** What a webview says is `unknown` until it went through here. */
import type { SourcePosition } from './graph.ts'
import type { FromView, ViewCommand } from './view.ts'

const longestText = 20_000
const mostPositions = 10_000

/** The message, or undefined if it is none that the view could have meant. */
export function decodeFromView(message: unknown): FromView | undefined {
  if (!isRecord(message)) return undefined
  switch (message['type']) {
    case 'ready':
      return { type: 'ready' }
    case 'open': {
      const { title, positions, beside } = message
      if (!isText(title) || !Array.isArray(positions) || positions.length > mostPositions) return undefined
      const decoded = positions.map(decodePosition)
      if (!decoded.every((position) => position !== undefined)) return undefined
      return { type: 'open', title, positions: decoded, beside: beside === true }
    }
    case 'select': {
      const { id } = message
      return id === null || isText(id) ? { type: 'select', id } : undefined
    }
    case 'command': {
      const command = viewCommands.find((known) => known === message['command'])
      return command && { type: 'command', command }
    }
    case 'drawn': {
      const { revision } = message
      return isCount(revision, 0) ? { type: 'drawn', revision } : undefined
    }
    case 'failed': {
      const text = message['message']
      return typeof text === 'string' ? { type: 'failed', message: text.slice(0, longestText) } : undefined
    }
    default:
      return undefined
  }
}

const viewCommands: readonly ViewCommand[] = Object.keys({
  start: true,
  stopWatching: true,
  refreshMap: true,
  openSettings: true,
  manageTrust: true,
  addRuntime: true,
  openReadme: true,
} satisfies Record<ViewCommand, true>) as ViewCommand[]

function decodePosition(value: unknown): SourcePosition | undefined {
  if (!isRecord(value)) return undefined
  const { file, line, column } = value
  return isText(file) && file !== '' && isCount(line, 1) && isCount(column, 1) ? { file, line, column } : undefined
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= longestText

const isCount = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && (value as number) >= least
