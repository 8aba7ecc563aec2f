/**
 * Runs a configuration that is code, in a process of its own with a time limit: whatever it does, it cannot hold up or
 * end the analysis. What it gives is data from another process, to be decoded like any.
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { configModules } from './configModules.ts'
import { parseJson } from '../../../protocol/decoder.ts'

export interface RanConfig {
  readonly value?: unknown
  readonly error?: string
  /** The file and what it imports of the folder. */
  readonly files: readonly string[]
}

export type RunConfig = (file: string) => Promise<RanConfig>

export interface RunOptions {
  /** dist/configRunner.cjs. */
  readonly runner: string
  /** Milliseconds until it is killed. */
  readonly limit?: number
  /** The Node.js that runs it. */
  readonly node?: string
}

const mostOutput = 2_000_000

export function configRun({ runner, limit = 5_000, node = process.execPath }: RunOptions): RunConfig {
  return async (file) => {
    let files: readonly string[] = [file]
    try {
      const modules = configModules(file)
      files = modules.files
      const answer = await inProcess({ node, runner, limit, cwd: path.dirname(file) }, { ...modules.toRun, limit })
      return { ...answer, files }
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error), files }
    }
  }
}

type Answer = Pick<RanConfig, 'value' | 'error'>

interface Start extends Required<RunOptions> {
  /** A configuration may read files beside it. */
  readonly cwd: string
}

function inProcess({ node, runner, limit, cwd }: Start, task: unknown): Promise<Answer> {
  return new Promise((resolve) => {
    const env: NodeJS.ProcessEnv = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
    delete env['NODE_OPTIONS']
    const child = spawn(node, [runner], { cwd, env, stdio: ['pipe', 'ignore', 'ignore', 'pipe'], windowsHide: true })
    const { stdin } = child
    const output = child.stdio[3]
    let text = ''
    const end = (answer: Answer): void => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      resolve(answer)
    }
    const timer = setTimeout(() => end({ error: `it did not end within ${limit} ms and was stopped` }), limit)
    child.on('error', (error) => end({ error: `it could not be run: ${error.message}` }))
    // A process that ends before it read everything breaks the pipe: its exit says more.
    stdin?.on('error', () => {})
    if (output && 'setEncoding' in output) {
      output.setEncoding('utf8')
      output.on('data', (chunk: string) => {
        text += chunk
        if (text.length > mostOutput) end({ error: `expected at most ${mostOutput} characters of data, came more` })
      })
      output.on('error', () => {})
    }
    child.on('close', (code, signal) => {
      if (text === '')
        end({ error: `it ended its process (${signal ?? `exit code ${String(code)}`}) before it gave a configuration` })
      else end(answerOf(text))
    })
    stdin?.end(JSON.stringify(task))
  })
}

function answerOf(text: string): Answer {
  try {
    const answer = parseJson(text, 'its output')
    if (typeof answer !== 'object' || answer === null) return { error: 'expected an object as its output' }
    const { value, error } = answer as Record<string, unknown>
    return typeof error === 'string' ? { error: error.slice(0, 2_000) } : { value }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
