// Runs a command in a process group of its own and ends it, with all that it started, as soon as standard input ends.
// The one who started us holds the other end: however it dies, nothing stays behind.
// Usage: node leash.mjs COMMAND [ARGUMENT...], spawned detached with a pipe for standard input.
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

const graceMilliseconds = 2000
const [command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
child.once('error', (error) => {
  process.stderr.write(`${command} could not be started: ${error.message}\n`)
  process.exit(127)
})
// A terminal's shells are in sessions of their own, and lose their parent with the server: they are noted while it lives.
const noted = new Set()
const notes = setInterval(noteDescendants, 1000)
child.once('exit', (code, signal) => {
  void endAll().then(() => process.exit(signal === null ? (code ?? 1) : 1))
})
process.stdin.resume().once('close', () => {
  noteDescendants()
  child.kill('SIGTERM')
  void endAll().then(() => process.exit(0))
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.stdin.destroy())

async function endAll() {
  clearInterval(notes)
  for (const pid of noted) send(pid, 'SIGTERM')
  const deadline = performance.now() + graceMilliseconds
  while (living().length > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
  for (const pid of living()) send(pid, 'SIGKILL')
}

function living() {
  noteDescendants()
  const running = new Map(processes().map(({ pid, started }) => [pid, started]))
  return [...noted]
    .map((entry) => entry.split('@'))
    .filter(([pid, started]) => running.get(Number(pid)) === started)
    .map(([pid]) => pid)
}

// An id alone would do harm when the system has given it to another process since: the start time goes with it.
function noteDescendants() {
  const all = processes()
  const mine = new Set([process.pid])
  for (let grown = true; grown;) {
    grown = false
    for (const { pid, parent, group } of all) {
      if (!mine.has(pid) && (mine.has(parent) || group === process.pid)) {
        mine.add(pid)
        grown = true
      }
    }
  }
  for (const { pid, started } of all) if (mine.has(pid) && pid !== process.pid) noted.add(`${pid}@${started}`)
}

function send(entry, signal) {
  try {
    process.kill(Number(String(entry).split('@')[0]), signal)
  } catch {
    // Already gone.
  }
}

function processes() {
  const found = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      // The second field, the command's name in parentheses, may contain spaces.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (fields[0] !== 'Z')
        found.push({ pid: Number(name), parent: Number(fields[1]), group: Number(fields[2]), started: fields[19] })
    } catch {
      // It ended while we looked.
    }
  }
  return found
}
