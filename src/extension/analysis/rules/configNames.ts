/** Names of configuration files, in the order in which they are looked for: the first that is there counts. */
export const scripts: readonly string[] = [
  'fanout.config.ts',
  'fanout.config.mts',
  'fanout.config.js',
  'fanout.config.mjs',
  'fanout.config.cjs',
]

export const dataFile = 'fanout.config.json'

export function isConfigName(name: string): boolean {
  return name === dataFile || scripts.includes(name)
}
