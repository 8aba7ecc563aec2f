import { decodeConfiguration } from '../../protocol/decode.ts'
import { probeEnvironmentVariable, wireVersion, type ProbeConfiguration } from '../../protocol/wire.ts'

/** The environment variable that js-debug sets in a JavaScript Debug Terminal and in what it launches. */
const debugTerminalVariable = 'VSCODE_INSPECTOR_OPTIONS'

/**
 * What this program was told, or undefined if the probe is to do nothing: no variable, no file (the extension is gone),
 * another version's file, or a plain terminal.
 */
export function readConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
  read: (file: string) => string,
): ProbeConfiguration | undefined {
  const file = environment[probeEnvironmentVariable]
  if (file === undefined || file === '') return undefined
  let configuration: ProbeConfiguration
  try {
    configuration = decodeConfiguration(read(file))
  } catch {
    return undefined
  }
  if (configuration.version !== wireVersion) return undefined
  if (configuration.origin === 'debug' || configuration.terminals) return configuration
  return environment[debugTerminalVariable] ? configuration : undefined
}
