/**
 * `npm run bench -- NAME…`: runs the named benches, all without a name. A line a figure: name, value, goal, `ok` or
 * `short`; exit code 1 if one is short. Each file beside this one is a bench and exports `bench`.
 */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Figure } from './figure.ts'

const folder = import.meta.dirname
const known = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length))
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  console.error(`expected one of ${known.join(', ')}, came ${unknown.join(', ')}`)
  process.exit(2)
}

let short = 0
for (const name of wanted.length > 0 ? wanted : known) {
  const { bench } = (await import(pathToFileURL(path.join(folder, `${name}.bench.ts`)).href)) as {
    bench: () => Promise<readonly Figure[]>
  }
  for (const figure of await bench()) {
    if (!figure.ok) short++
    console.log(
      `${figure.name.padEnd(60)} ${figure.value.padStart(12)} ${figure.goal.padStart(12)} ${figure.ok ? 'ok' : 'short'}`,
    )
  }
}
process.exit(short > 0 ? 1 : 0)
