import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const leash = fileURLToPath(new URL('../../../scripts/vscode/leash.mjs', import.meta.url))

/** Prints the ids of itself, of a child, and of a child in a session of its own that ignores SIGTERM; then runs on. */
const family = `
const { spawn } = require('node:child_process')
const idle = 'setInterval(() => {}, 1000); '
const child = spawn(process.execPath, ['-e', idle], { stdio: 'ignore' })
const stubborn = spawn(process.execPath, ['-e', idle + "process.on('SIGTERM', () => {}); console.log('deaf')"],
  { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
stubborn.stdout.once('data', () => console.log([process.pid, child.pid, stubborn.pid].join(' ')))
${'setInterval(() => {}, 1000)'}
`

describe.skipIf(process.platform !== 'linux')('leash', () => {
  it('ends a command and all that it started when standard input ends', async () => {
    const held = spawn(process.execPath, [leash, process.execPath, '-e', family], { detached: true })
    const pids = await familyOf(held.stdout)
    expect(pids.map(isRunning)).toEqual([true, true, true])
    held.stdin.end()
    await once(held, 'exit')
    await expect.poll(() => pids.map(isRunning)).toEqual([false, false, false])
  })

  it('ends them when the process that holds the other end is killed', async () => {
    const holder = `
const { spawn } = require('node:child_process')
spawn(process.execPath, ${JSON.stringify([leash, process.execPath, '-e', family])}, { detached: true, stdio: ['pipe', 'inherit', 'inherit'] })`
    const owner = spawn(process.execPath, ['-e', holder])
    const pids = await familyOf(owner.stdout)
    owner.kill('SIGKILL')
    await expect.poll(() => pids.map(isRunning), { timeout: 10_000 }).toEqual([false, false, false])
  })

  it('passes on the exit code, and says when the command does not exist', async () => {
    const three = spawn(process.execPath, [leash, process.execPath, '-e', 'process.exit(3)'], { detached: true })
    expect(await once(three, 'exit')).toEqual([3, null])
    const missing = spawn(process.execPath, [leash, '/no/such/command'], { detached: true })
    expect(await once(missing, 'exit')).toEqual([127, null])
  })
})

async function familyOf(output: NodeJS.ReadableStream): Promise<number[]> {
  const [line] = (await once(output, 'data')) as [Buffer]
  return line.toString().trim().split(' ').map(Number)
}

/** One that has ended and waits for somebody to ask how does not run. */
function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
