/** The environment that brings the probe into a Node.js program, as text. */

/** For NODE_OPTIONS: Node.js reads double quotes and backslashes as JSON writes them, so spaces are fine. */
export function requireOption(probePath: string): string {
  return `--require ${JSON.stringify(probePath)}`
}

/** NODE_OPTIONS is appended to, never replaced. */
export function appendOption(existing: string | undefined, option: string): string {
  return existing === undefined || existing.trim() === '' ? option : `${existing} ${option}`
}

/**
 * True if the options or the command line start Node.js with its permission model: a `--require` of a file that it was
 * not told to allow would end the program.
 */
export function usesPermissionModel(text: string): boolean {
  return /(?:^|[\s"'=])--(?:experimental-)?permission(?=$|[\s"'=])/.test(text)
}

/** The last value of a variable in the text of a `.env` file, or undefined if it is not set there. */
export function environmentFileValue(text: string, variable: string): string | undefined {
  let value: string | undefined
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([\w.-]+)\s*[=:]\s?(.*)$/.exec(line)
    if (match?.[1] === variable) value = unquote(match[2] ?? '')
  }
  return value
}

function unquote(raw: string): string {
  const text = raw.trim()
  const quoted = /^(["'`])((?:\\.|(?!\1).)*)\1/.exec(text)
  if (!quoted) return text.replace(/\s*#.*$/, '').trim()
  const inner = quoted[2] ?? ''
  return quoted[1] === '"' ? inner.replaceAll('\\n', '\n').replaceAll('\\r', '\r') : inner
}
