/** Reads what a fixture's own comments say the map must show: `// send NAME`, `// receive NAME dynamic`, several by `;`. */
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { toJson } from '../../../src/extension/analysis/report.ts'
import { mapWorkspace } from '../../../src/extension/analysis/map.ts'

export const fixtures = fileURLToPath(new URL('../../fixtures/analysis/', import.meta.url))
  .replaceAll('\\', '/')
  .replace(/\/$/, '')

/** One line a site: `src/a.ts:3 send name dynamic (message)`. */
export function expectedSites(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(file))
    .flatMap((file) =>
      readFileSync(`${folder}/${file}`, 'utf8')
        .split('\n')
        .flatMap((line, index) => {
          const comment = /\/\/ ((?:send|receive) .*)$/.exec(line)?.[1]
          return (comment?.split(';') ?? []).map((one) => `${file}:${index + 1} ${one.trim()}`)
        }),
    )
    .sort()
}

export function mappedSites(folder: string): string[] {
  const { sites } = toJson(mapWorkspace({ roots: [folder] }), folder)
  return sites
    .map(({ file, line, role, destination, dynamic, message }) =>
      [
        `${file}:${line}`,
        role,
        destination ?? '(unknown)',
        dynamic ? 'dynamic' : '',
        message === undefined ? '' : `(${message})`,
      ]
        .filter((part) => part !== '')
        .join(' '),
    )
    .sort()
}
