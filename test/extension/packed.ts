/** The packed extension that the suites install, made from the present sources. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { packedExtensionFile } from '../../scripts/packageName.ts'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/** `FANOUT_VSIX`, if set, names one that was packed before; else `npm run package` is run. */
export async function packedExtension(): Promise<string> {
  const given = process.env['FANOUT_VSIX']
  if (given) {
    if (!existsSync(given)) throw new Error(`FANOUT_VSIX is ${given}, but there is no such file`)
    return resolve(given)
  }
  console.log('Packing the extension…')
  const run = promisify(execFile)
  const shell = process.platform === 'win32'
  try {
    await run('npm', ['run', '--silent', 'package'], { cwd: repository, shell, maxBuffer: 64 * 1024 * 1024 })
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string }
    throw new Error(`The extension could not be packed (npm run package):\n${stdout}${stderr}`, { cause })
  }
  const file = packedExtensionFile()
  if (!existsSync(file)) throw new Error(`Expected \`npm run package\` to make ${file}, but it is not there`)
  return file
}
