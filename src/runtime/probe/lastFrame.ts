import type { LastFrame } from '../../protocol/wire.ts'
import type { Originals } from './originals.ts'

/** Writes `<session>.last`, at once and whole: a reader sees all of it or nothing. Does nothing if the folder is gone. */
export function writeLastFrame(folder: string, last: LastFrame, { fs, stringify }: Originals): void {
  const file = `${folder}/${last.hello.session}.last`
  const unfinished = `${file}.part`
  try {
    fs.writeFileSync(unfinished, stringify(last), { mode: 0o600 })
    fs.renameSync(unfinished, file)
  } catch {
    // Nobody is there to read it.
  }
}
