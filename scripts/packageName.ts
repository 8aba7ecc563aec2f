import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from './bundles.ts'

/** The name under which the runtime is published and imported. */
export const runtimePackageName = 'fanout'

/** The file that `npm run package` makes. */
export function packedExtensionFile(): string {
  const { name, version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, string>
  return path.join(root, `${name}-${version}.vsix`)
}
