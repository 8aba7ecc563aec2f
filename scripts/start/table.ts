/** The live table of `npm start`: drawn over itself in a terminal. */
import type { Graph } from '../../src/protocol/graph.ts'
import { tableRows } from '../../src/extension/graph/table.ts'

const columns = ['destination', 'depth / capacity', 'in', 'out', 'waiting', 'failed'] as const

/** One line a destination, columns aligned; figures to the right. */
export function formatTable(graph: Graph): string[] {
  const rows = [
    [...columns],
    ...tableRows(graph).map((row) => [row.destination, row.depth, row.in, row.out, row.waiting, row.failed]),
  ]
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]!.length)))
  return rows.map((row) =>
    row.map((cell, index) => (index === 0 ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!))).join('  '),
  )
}

/** Draws lines over the ones it drew before. */
export function createTableScreen(output: NodeJS.WriteStream): { draw(lines: readonly string[]): void } {
  let drawn = 0
  return {
    draw(lines) {
      // A terminal may not know its size.
      const height = Math.max(1, (output.rows || 24) - 1)
      const shown = lines.slice(0, height).map((line) => line.slice(0, output.columns || 120))
      output.write(`${drawn > 0 ? `\x1b[${drawn}A` : ''}\x1b[0J${shown.join('\n')}\n`)
      drawn = shown.length
    },
  }
}
