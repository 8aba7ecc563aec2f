/** A workspace of 135,000 lines, written anew for the suite that opens it: packages that talk through a wrapper of their own. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

export const packages = 15
export const modulesOfPackage = 50
const linesOfModule = 180

/** Of each event of each module, one place sends and the next module receives. */
export async function writeLargeWorkspace(folder: string): Promise<void> {
  await put(join(folder, 'package.json'), JSON.stringify({ private: true, workspaces: ['packages/*'] }))
  await put(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true }, include: ['packages'] }))
  for (let number = 0; number < packages; number++) {
    const home = join(folder, 'packages', `part${number}`)
    await put(join(home, 'package.json'), JSON.stringify({ name: `@large/part${number}`, main: 'src/module0.ts' }))
    await put(join(home, 'src', 'bus.ts'), bus)
    await put(join(home, 'src', 'names.ts'), names(number))
    for (let at = 0; at < modulesOfPackage; at++) await put(join(home, 'src', `module${at}.ts`), moduleText(at))
  }
}

export function eventName(part: number, module: number): string {
  return `part${part}.module${module}.done`
}

const bus = `import { EventEmitter } from 'node:events'

export class PartBus {
  private readonly emitter = new EventEmitter()

  tell(name: string, detail: unknown): void {
    this.emitter.emit(name, detail)
  }

  hear(name: string, listener: (detail: unknown) => void): void {
    this.emitter.on(name, listener)
  }
}

export const partBus = new PartBus()
`

function names(part: number): string {
  const members = Array.from({ length: modulesOfPackage }, (_, at) => `  Module${at} = '${eventName(part, at)}',`)
  return `export enum Done {\n${members.join('\n')}\n}\n`
}

function moduleText(at: number): string {
  const before = (at + modulesOfPackage - 1) % modulesOfPackage
  const head = [
    `import { partBus } from './bus'`,
    `import { Done } from './names'`,
    '',
    `export interface Order${at} { readonly id: string; readonly lines: readonly { sku: string; count: number }[] }`,
    '',
    `export class Service${at} {`,
    `  private readonly open = new Map<string, Order${at}>()`,
    '',
    '  start(): void {',
    `    partBus.hear(Done.Module${before}, (detail) => this.take(detail))`,
    '  }',
    '',
    '  take(detail: unknown): void {',
    `    partBus.tell(Done.Module${at}, detail)`,
    '  }',
  ]
  const lines = [...head]
  for (let method = 0; lines.length < linesOfModule - 1; method++) lines.push(...methodText(at, method))
  return `${[...lines.slice(0, linesOfModule - 1), '}'].join('\n')}\n`
}

/** Plain work, as most lines of a program are. */
function methodText(at: number, method: number): string[] {
  return [
    '',
    `  count${method}(orders: readonly Order${at}[]): Map<string, number> {`,
    '    const counts = new Map<string, number>()',
    '    for (const { id, lines } of orders) {',
    '      if (!id || lines.length === 0) continue',
    '      for (const { sku, count } of lines) {',
    `        const known = counts.get(sku) ?? ${method}`,
    '        counts.set(sku, known + count * (id.startsWith("x") ? 2 : 1))',
    '      }',
    '    }',
    '    return counts',
    '  }',
  ]
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true })
  await writeFile(file, text)
}
