/**
 * `npm run -s map -- <folder> [--json] [--explain file:line]`: the map from source, from a shell; a
 * fanout.config.json counts. Exit 0; 2 if the folder is not there or the arguments are wrong. Nothing but the answer goes
 * to stdout.
 */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openWorkspace } from '../src/extension/analysis/map.ts'
import { readFolder } from '../src/extension/analysis/rules/folderRules.ts'
import { explain, toJson, toTable } from '../src/extension/analysis/report.ts'

const usage = 'usage: npm run -s map -- <folder> [--json] [--explain file:line]'
const { folder, json, place } = readArguments()
const root = resolve(process.env['INIT_CWD'] ?? process.cwd(), folder).replaceAll('\\', '/')
if (!isFolder(root)) fail(`map: there is no folder ${root}`)

const { rules } = await readFolder({ root, layers: [] }, { trusted: true })
const workspace = openWorkspace({ roots: [root], rules: [rules] })
const mapping = workspace.map()
if (place !== undefined) process.stdout.write(explain(mapping, root, place, (at) => workspace.whyNot(at)))
else process.stdout.write(json ? `${JSON.stringify(toJson(mapping, root), null, 2)}\n` : toTable(mapping, root))

function readArguments(): { folder: string; json: boolean; place: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, explain: { type: 'string' } },
    })
    const [only, ...more] = positionals
    if (only === undefined || more.length > 0) return fail(usage)
    return { folder: only, json: values.json, place: values.explain }
  } catch (error) {
    return fail(`map: ${error instanceof Error ? error.message : String(error)}; ${usage}`)
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}
