import { decodeConfiguration } from '../../protocol/decode.ts'
import { wireVersion, type ProbeConfiguration } from '../../protocol/wire.ts'

/** The environment variable that js-debug sets in a JavaScript Debug Terminal and in what it launches. */
const debugTerminalVariable = 'VSCODE_INSPECTOR_OPTIONS'

/**
 * What this program was told, or undefined if the probe is to do nothing: a text that is none, another version's, or a
 * plain terminal.
 */
export function readConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
  text: string,
): ProbeConfiguration | undefined {
  let configuration: ProbeConfiguration
  try {
    configuration = decodeConfiguration(text)
  } catch {
    return undefined
  }
  if (configuration.version !== wireVersion) return undefined
  if (configuration.origin === 'debug' || configuration.terminals) return configuration
  return environment[debugTerminalVariable] ? configuration : undefined
}
