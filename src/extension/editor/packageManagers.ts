/** Which package manager a project uses, and how it is told to add the runtime. */

export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'bun'

export interface ProjectFolder {
  /** True if the folder has a file of that name. */
  has(name: string): boolean
  /** `packageManager` of its package.json, as in `pnpm@9.1.0`. */
  readonly packageManager: string | undefined
}

/** By `packageManager`, else by lockfile, in the nearest folder that tells (a workspace's root may be above). */
export function detectPackageManager(folders: readonly ProjectFolder[]): PackageManager {
  for (const folder of folders) {
    const named = managers.find((manager) => folder.packageManager?.startsWith(`${manager}@`))
    const locked = lockfiles.find(([file]) => folder.has(file))?.[1]
    const found = named ?? locked
    if (found) return found
  }
  return 'npm'
}

const managers: readonly PackageManager[] = ['npm', 'pnpm', 'yarn', 'bun']

const lockfiles: readonly (readonly [string, PackageManager])[] = [
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
  ['package-lock.json', 'npm'],
]

/** Of the registry by name alone, or of a folder: then as a copy, for a link would lead into the editor's storage. */
export type RuntimeOrigin = { readonly name: string; readonly version: string; readonly folder?: string }

export interface Command {
  readonly command: string
  readonly args: readonly string[]
}

export function addCommand(manager: PackageManager, { name, version, folder }: RuntimeOrigin): Command {
  if (folder === undefined)
    return { command: manager, args: [manager === 'npm' ? 'install' : 'add', `${name}@^${version}`] }
  const path = folder.replaceAll('\\', '/')
  switch (manager) {
    case 'npm':
      return { command: 'npm', args: ['install', '--install-links', path] }
    case 'pnpm':
      return { command: 'pnpm', args: ['add', `file:${path}`] }
    case 'yarn':
    case 'bun':
      return { command: manager, args: ['add', `${name}@file:${path}`] }
  }
}

/** As a person would type it. */
export function commandText({ command, args }: Command): string {
  return [command, ...args].map((word) => (/[\s"]/.test(word) ? JSON.stringify(word) : word)).join(' ')
}
