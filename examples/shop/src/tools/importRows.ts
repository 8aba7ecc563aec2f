/** `node --import tsx src/tools/importRows.ts products.csv`: takes a supplier's list into the catalogue. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Queue } from 'fanout'
import { Queues } from '../messaging/names.ts'

interface Row {
  readonly sku: string
  readonly cents: number
}

const rows = new Queue<Row>(Queues.importRows, { capacity: 500 })
const catalogue = new Map<string, number>()

export async function importCsv(file: string): Promise<number> {
  const consumer = rows.consume(importRow, { concurrency: 4 })
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [sku, price] = line.split(';')
    if (sku !== undefined && price !== undefined) await rows.send({ sku, cents: Math.round(Number(price) * 100) })
  }
  rows.close()
  await rows.drained()
  await consumer.stop()
  return catalogue.size
}

function importRow({ sku, cents }: Row): void {
  catalogue.set(sku, cents)
}

const [file] = process.argv.slice(2)
if (file !== undefined) console.log(`${await importCsv(file)} products`)
