/** Finds a Chromium that runs on this machine, with fonts that look the same on every machine. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import type { InstalledServer } from './install.ts'

const run = promisify(execFile)

export interface Chromium {
  readonly executable: string
  /** What the browser's process needs in its environment besides what this process has. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * `$CHROMIUM_PATH`, else an installed Chromium or Chrome, else the one that came from npm.
 * @throws ChromiumError that names the missing libraries and the command that installs them.
 */
export async function findChromium(installed: InstalledServer): Promise<Chromium> {
  const fonts = {
    FONTCONFIG_FILE: join(installed.chromiumFolder, 'fonts.conf'),
    XDG_CACHE_HOME: join(installed.chromiumFolder, 'cache'),
  }
  const asked = process.env['CHROMIUM_PATH']
  if (asked !== undefined && asked !== '') {
    const failure = await whyNotRunning(asked, fonts)
    if (failure !== undefined) throw new ChromiumError(`CHROMIUM_PATH is ${asked}, which does not run: ${failure}`)
    return { executable: asked, env: fonts }
  }
  for (const name of ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser']) {
    const executable = onPath(name)
    if (executable !== undefined && (await whyNotRunning(executable, fonts)) === undefined)
      return { executable, env: fonts }
  }
  const executable = join(installed.chromiumFolder, 'chromium')
  // The libraries that came along are of another distribution: they are for machines that lack their own.
  const libraries = join(installed.chromiumFolder, 'lib')
  const carried = {
    ...fonts,
    LD_LIBRARY_PATH: [libraries, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter),
  }
  if ((await whyNotRunning(executable, fonts)) === undefined) return { executable, env: fonts }
  const failure = await whyNotRunning(executable, carried)
  if (failure === undefined) return { executable, env: carried }
  throw new ChromiumError(
    `Chromium does not run on this machine: ${failure}\n` +
      'On Debian or Ubuntu `apt-get install -y chromium` brings one that does; elsewhere set CHROMIUM_PATH to an installed Chromium or Chrome.',
  )
}

/** No Chromium runs here. */
export class ChromiumError extends Error {
  override readonly name = 'ChromiumError'
}

/** Unpacks the Chromium, its libraries and its fonts that lie compressed in the npm packages of `installFolder`. */
export async function unpackChromium(installFolder: string, chromiumFolder: string): Promise<void> {
  await mkdir(chromiumFolder, { recursive: true })
  const packed = join(installFolder, 'node_modules', '@sparticuz', 'chromium', 'bin')
  const decompress = promisify(brotliDecompress)
  await writeFile(join(chromiumFolder, 'chromium'), await decompress(await readFile(join(packed, 'chromium.br'))), {
    mode: 0o755,
  })
  for (const archive of ['swiftshader', 'al2023']) {
    const tar = join(chromiumFolder, `${archive}.tar`)
    await writeFile(tar, await decompress(await readFile(join(packed, `${archive}.tar.br`))))
    await run('tar', ['-xf', tar, '--no-same-owner', '-C', chromiumFolder])
    await rm(tar)
  }
  await rm(packed, { recursive: true })
  await writeFile(join(chromiumFolder, 'fonts.conf'), fontConfiguration())
}

/**
 * Only our own fonts, so that a picture looks the same on a bare container and on a developer's machine.
 * DejaVu is there for the arrows and symbols that the other two lack.
 */
function fontConfiguration(): string {
  const alias = (family: string, font: string): string =>
    `  <alias binding="strong"><family>${family}</family><prefer><family>${font}</family><family>DejaVu Sans</family></prefer></alias>`
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">../node_modules/@expo-google-fonts</dir>
  <dir prefix="relative">../node_modules/dejavu-fonts-ttf/ttf</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
${['sans-serif', 'sans', 'system-ui', 'Ubuntu', 'Droid Sans', 'Segoe UI'].map((family) => alias(family, 'Inter')).join('\n')}
${['monospace', 'Droid Sans Mono'].map((family) => alias(family, 'JetBrains Mono')).join('\n')}
</fontconfig>
`
}

async function whyNotRunning(executable: string, env: Record<string, string>): Promise<string | undefined> {
  try {
    await run(executable, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, timeout: 15_000 })
    return undefined
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    return (stderr || message).trim().split('\n')[0]
  }
}

function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))
}
