/** Desktop VS Code's command line, as far as test runners use it. */

export interface StandinArguments {
  /** The folder or workspace to open. */
  readonly folder: string | undefined
  readonly extensionDevelopmentPaths: readonly string[]
  readonly extensionTestsPath: string | undefined
  readonly userDataDir: string | undefined
  readonly extensionsDir: string | undefined
  /** Packed extensions to install; VS Code then opens no window. */
  readonly installExtensions: readonly string[]
  /** False: the folder is not trusted until the user trusts it. */
  readonly trusted: boolean
  /** Flags that desktop VS Code knows and that mean nothing here, or that nobody knows. */
  readonly ignored: readonly string[]
}

const valued = [
  'extensionDevelopmentPath',
  'extensionTestsPath',
  'user-data-dir',
  'extensions-dir',
  'install-extension',
] as const
type Valued = (typeof valued)[number]

/**
 * Reads `--name=value` and `--name value`. `--enable-workspace-trust` is ours and wins over `--disable-workspace-trust`,
 * which the test runner adds to every command line.
 * @throws if a flag that needs a value has none, or if two folders are named.
 */
export function parseStandinArguments(args: readonly string[]): StandinArguments {
  const values: Record<Valued, string[]> = {
    extensionDevelopmentPath: [],
    extensionTestsPath: [],
    'user-data-dir': [],
    'extensions-dir': [],
    'install-extension': [],
  }
  const folders: string[] = []
  const flags: string[] = []
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? ''
    if (!argument.startsWith('--')) {
      folders.push(argument)
      continue
    }
    const [, name = '', value] = /^--([^=]+)(?:=(.*))?$/s.exec(argument) ?? []
    if (!isValued(name)) {
      flags.push(argument)
      continue
    }
    const given = value ?? args[++index]
    if (given === undefined || given === '') throw new Error(`Expected a value after --${name}, got nothing`)
    values[name].push(given)
  }
  if (folders.length > 1) throw new Error(`Expected one folder to open, got ${folders.join(', ')}`)
  return {
    folder: folders[0],
    extensionDevelopmentPaths: values.extensionDevelopmentPath,
    extensionTestsPath: values.extensionTestsPath.at(-1),
    userDataDir: values['user-data-dir'].at(-1),
    extensionsDir: values['extensions-dir'].at(-1),
    installExtensions: values['install-extension'],
    trusted: flags.includes('--disable-workspace-trust') && !flags.includes('--enable-workspace-trust'),
    ignored: flags.filter((flag) => flag !== '--disable-workspace-trust' && flag !== '--enable-workspace-trust'),
  }
}

function isValued(name: string): name is Valued {
  return (valued as readonly string[]).includes(name)
}
