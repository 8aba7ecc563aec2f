import { readConfiguration } from './activation.ts'
import { takeOriginals } from './originals.ts'
import { startProbe } from './probe.ts'

/** Starts the probe if the configuration, given by its file and text, means this program. */
export function start(file: string, text: string): boolean {
  const configuration = readConfiguration(process.env, text)
  if (configuration === undefined) return false
  startProbe(configuration, takeOriginals(), file)
  return true
}
