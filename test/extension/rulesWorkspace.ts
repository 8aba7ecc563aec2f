/** A program whose bus nobody can know without being told: it hands everything to a transport that is not here. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export const files = {
  'package.json': '{ "name": "told", "private": true, "type": "module" }\n',
  'src/bus.ts': `export class Bus {
  say(name: string, data?: unknown): void { post({ name, data }) }
  hear(name: string, handler: () => void): void { post({ name, handler }) }
}
declare function post(what: object): void
`,
  'src/app.ts': `import { Bus } from './bus'
const bus = new Bus()
bus.say('paid-dev')
bus.hear('paid-prod', function mail() {})
`,
} as const

export async function writeRulesWorkspace(folder: string): Promise<void> {
  await write(folder, files)
}

/** With a configuration that would leave a trace if it were run. */
export async function writeUntrustedRulesWorkspace(folder: string): Promise<void> {
  await write(folder, {
    ...files,
    'fanout.config.js': `import { writeFileSync } from 'node:fs'
writeFileSync(new URL('./ran.txt', import.meta.url), '')
export default { rules: [{ receive: 'src/bus.ts#Bus.hear', name: 0, handler: 1 }] }
`,
    'fanout.config.json': '{ "rules": [{ "send": "src/bus.ts#Bus.say", "name": 0 }] }\n',
  })
}

async function write(folder: string, texts: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}
