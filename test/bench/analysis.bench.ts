/**
 * The map against parsing alone, on real programs: FANOUT_BENCH_TREE names folders of checkouts, several apart by the
 * system's path delimiter, the folders of one tree by commas. Without it on sources that are at hand here, the
 * repository's own.
 */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { atMost, median, quantile, type Figure } from './figure.ts'
import type { MapFigures, ParseFigures } from './analysis/measureTree.ts'

type TreeFigures = ParseFigures & MapFigures

export async function bench(): Promise<readonly Figure[]> {
  const trees = (process.env['FANOUT_BENCH_TREE'] ?? process.cwd()).split(path.delimiter)
  const measured = trees.map((tree) => measure(tree.split(',')))
  const sorted = measured.toSorted((a, b) => a.lines - b.lines)
  const [smallest, largest] = [sorted[0], sorted.at(-1)]
  return [
    ...measured.flatMap(figuresOf),
    ...(smallest && largest && smallest !== largest
      ? [
          atMost(
            `analysis: cost of a line, ${largest.lines} lines / ${smallest.lines}`,
            costOfLine(largest) / costOfLine(smallest),
            1,
          ),
        ]
      : []),
  ]
}

function figuresOf(tree: TreeFigures): Figure[] {
  const name = (what: string): string => `analysis: ${what}, ${Math.round(tree.lines / 1000)}k lines`
  const told = (what: string, value: string): Figure => ({ name: name(what), value, goal: '-', ok: true })
  return [
    told('files', String(tree.files)),
    told('parsing alone', `${Math.round(tree.parsing)} ms`),
    atMost(name('first map / parsing'), tree.firstMap / tree.parsing, 1.5),
    atMost(name('start with a kept map → map'), tree.keptMap, 1000, 'ms'),
    told(`${tree.saves.length} saved files → map, median`, `${Math.round(median(tree.saves))} ms`),
    atMost(name('a saved file → map, p95'), quantile(tree.saves, 0.95), 300, 'ms'),
    told('the same in processor time, p95', `${Math.round(quantile(tree.savesProcessor, 0.95))} ms`),
    told('heap between maps', `${Math.round(tree.heap)} MB`),
    atMost(name('heap for each million lines'), (tree.heap * 1e6) / tree.lines, 1200, 'MB'),
  ]
}

const costOfLine = ({ firstMap, lines }: TreeFigures): number => firstMap / lines

function measure(folders: readonly string[]): TreeFigures {
  return { ...(run('parse', folders) as ParseFigures), ...(run('map', folders) as MapFigures) }
}

function run(what: 'parse' | 'map', folders: readonly string[]): unknown {
  const script = path.join(import.meta.dirname, 'analysis', 'measureTree.ts')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--max-old-space-size=4096', '--import', 'tsx', script, what, ...folders],
    { encoding: 'utf8', maxBuffer: 2 ** 24 },
  )
  if (status !== 0) throw new Error(`measuring ${folders.join(', ')} ended with ${status}: ${stderr.slice(-2000)}`)
  return JSON.parse(stdout)
}
