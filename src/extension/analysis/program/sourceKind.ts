/** Which files of a workspace are the program's own source: what nobody wrote by hand, or only tests run, is no site. */

const sourceFile = /\.(?:[cm]?[jt]s|[jt]sx)$/
const declarationFile = /\.d\.(?:[a-z]+\.)?[cm]?ts$/
const embeddedFile = /\.(?:vue|svelte|astro)$/

const skippedFolders = new Set([
  'node_modules', 'bower_components', 'jspm_packages', 'vendor', 'vendors', 'third_party', 'thirdparty',
  'coverage', 'storybook-static', 'public-dist', 'generated', '__generated__', 'dist-test',
]) // prettier-ignore

/** What tools write into, unless it lies in a folder of source: `src/build` is a part of the program about builds. */
const productFolders = new Set(['dist', 'build', 'out', 'output', 'target', 'bundle', 'bundles', 'compiled'])

const testFolders = new Set([
  'test', 'tests', '__tests__', '__test__', '__mocks__', '__mock__', '__fixtures__', 'mocks', 'fixtures', 'spec', 'specs', 'e2e', 'cypress',
  'playwright', 'test-utils', 'testing', 'testutils', 'integration-tests', '__snapshots__', 'stories', 'benchmark', 'benchmarks', 'spec-helpers',
]) // prettier-ignore

const testFile =
  /(?:[._-](?:test|tests|spec|specs|e2e|e2e-spec|integration|bench|mock|mocks|stories|story|cy)|^(?:test|spec|mock)[._-].*|^(?:setupTests|jest\.setup))\.[cm]?[jt]sx?$/i

const generatedName = /(?:\.min|\.bundle|\.generated|[._]gen|\.pb|_pb|-min)\.[cm]?[jt]sx?$/
const toolConfig =
  /^(?:(?:fanout|webpack|rollup|vite|vitest|jest|babel|eslint|prettier|tailwind|postcss|karma|gulpfile|gruntfile|commitlint|playwright|cypress|metro|svelte|next|nuxt|astro)[\w.-]*\.config|gulpfile|gruntfile|\.eslintrc|\.prettierrc)\.[cm]?[jt]s$/i

/** `within`: the folder's path from the workspace's root to what holds it. */
export function isSkippedFolder(name: string, within: string): boolean {
  return whySkippedFolder(name, within) !== undefined
}

/** What a skipped folder holds, in words that follow *it is*. */
export function whySkippedFolder(name: string, within: string): string | undefined {
  if (name.startsWith('.')) return 'hidden'
  if (skippedFolders.has(name)) return /gen/.test(name) ? 'generated' : 'of others: vendored, installed or reported'
  if (testFolders.has(name.toLowerCase())) return 'of tests'
  return productFolders.has(name) && !/(?:^|\/)src(?:\/|$)/.test(within) ? 'made by a build' : undefined
}

export function isSource(name: string): boolean {
  return whyNoSource(name) === undefined
}

/** What a file that is left out is. */
export function whyNoSource(name: string): string | undefined {
  if (embeddedFile.test(name)) return undefined
  if (!sourceFile.test(name)) return 'no TypeScript or JavaScript'
  if (declarationFile.test(name)) return 'a declaration file'
  if (testFile.test(name)) return 'a test'
  if (generatedName.test(name)) return 'generated or minified, by its name'
  return toolConfig.test(name) ? 'the configuration of a tool' : undefined
}

export function isEmbedded(name: string): boolean {
  return embeddedFile.test(name)
}

/** Minified or written by a tool, judged by the text: such code repeats what its source says. */
export function looksGenerated(text: string): boolean {
  return whyGenerated(text) !== undefined
}

export function whyGenerated(text: string): string | undefined {
  const head = text.slice(0, 1500)
  if (
    /@generated\b|DO NOT EDIT|auto-?generated (?:file|code|by)|This file (?:is|was) (?:auto-?)?generated/i.test(head)
  ) {
    return 'generated, as its first lines say'
  }
  if (
    /^\s*(?:"use strict";?\s*)?(?:var __\w+ = |Object\.defineProperty\(exports, "__esModule")/.test(head) ||
    /\/\/# sourceMappingURL=/.test(text.slice(-400))
  )
    return 'compiled from other source'
  if (text.length < 5_000) return undefined
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++
  return text.length / lines > 400 ? 'minified' : undefined
}
