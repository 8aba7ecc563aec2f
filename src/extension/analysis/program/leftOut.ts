/** Why a file is not among those that are read. */
import { readFileSync } from 'node:fs'
import { whyGenerated, whyNoSource, whySkippedFolder } from './sourceKind.ts'

/** `path` from the root; `isExcluded` tells what the user left out. */
export function whyLeftOut(root: string, path: string, isExcluded: (path: string) => boolean): string {
  const folders = path.split('/')
  const name = folders.pop() ?? ''
  let text: string
  try {
    text = readFileSync(`${root}/${path}`, 'utf8')
  } catch {
    return 'there is no such file'
  }
  let within = ''
  for (const folder of folders) {
    const at = within === '' ? folder : `${within}/${folder}`
    const why = whySkippedFolder(folder, within)
    if (why !== undefined) return `the file is left out: what lies in ${at} is ${why}`
    if (isExcluded(at)) return `the file is left out: your settings or fanout.config exclude ${at}`
    within = at
  }
  if (isExcluded(path)) return 'the file is left out: your settings or fanout.config exclude it'
  const why = whyNoSource(name) ?? whyGenerated(text)
  return why === undefined
    ? 'the file is left out: it cannot be read whole (the problems of the map say why)'
    : `the file is left out: it is ${why}`
}
