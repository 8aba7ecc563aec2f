/** Licence texts of every package whose code ends up in a bundle, found by asking esbuild what it read. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { analysisBundle, extensionBundle, probeBundle, root, webviewBundle } from './bundles.ts'

export async function thirdPartyNotices(): Promise<string> {
  const folders = new Set<string>()
  for (const bundle of [extensionBundle(true), analysisBundle(true), probeBundle(), webviewBundle(true)]) {
    const { metafile } = await build({ ...bundle, write: false, metafile: true })
    for (const input of Object.keys(metafile.inputs)) {
      const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]
      if (folder) folders.add(path.join(root, folder))
    }
  }
  const parts = [...folders].toSorted().map(notice)
  return `Fanout contains code of the following packages.\n\n${parts.join('\n')}`
}

function notice(folder: string): string {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    name: string
    version: string
    license?: string
  }
  const texts = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice|thirdpartynotice)/i.test(name))
  if (texts.length === 0 && manifest.license === undefined)
    throw new Error(`${manifest.name}: no licence file and no "license" field; it must not be bundled`)
  const body = texts
    .toSorted()
    .map((name) => path.join(folder, name))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8').trim())
  return `${'-'.repeat(80)}\n${manifest.name} ${manifest.version} (${manifest.license ?? 'see text'})\n\n${body.join('\n\n')}\n`
}
