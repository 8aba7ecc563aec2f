/** `npm run package`: the extension as `fanout-<version>.vsix`, built for production, with notices of what is bundled. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createVSIX } from '@vscode/vsce'
import { dist, root } from './bundles.ts'
import { thirdPartyNotices } from './notices.ts'
import { packedExtensionFile } from './packageName.ts'

const limit = 3 * 1024 * 1024

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { repository?: unknown }
const vsix = packedExtensionFile()

execFileSync(process.execPath, ['--import', 'tsx', path.join(root, 'scripts/build.ts'), '--production', '--silent'], {
  cwd: root,
  stdio: 'inherit',
})
mkdirSync(dist, { recursive: true })
writeFileSync(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices())
writeFileSync(path.join(dist, 'README.md'), packagedReadme())

await createVSIX({
  cwd: root,
  packagePath: vsix,
  dependencies: false,
  readmePath: 'dist/README.md',
  allowMissingRepository: true,
  rewriteRelativeLinks: manifest.repository !== undefined,
})

const { size } = statSync(vsix)
console.log(`${path.basename(vsix)}: ${(size / 1024 / 1024).toFixed(2)} MB`)
if (size > limit) {
  console.error(`package: expected at most ${limit / 1024 / 1024} MB`)
  process.exitCode = 1
}

/** Without a repository address a relative picture would be a dead link on the marketplace: leave pictures out then. */
function packagedReadme(): string {
  const file = path.join(root, 'README.md')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '# Fanout\n'
  return manifest.repository === undefined ? text.replaceAll(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n?/gm, '') : text
}
