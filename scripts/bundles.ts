/** What esbuild makes of src: one function per product, so that tests can build just the one they need. */
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
export const dist = path.join(root, 'dist')

const from = (...parts: string[]): string => path.join(root, 'src', ...parts)

const base: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  legalComments: 'none',
}

const node: BuildOptions = { ...base, platform: 'node', target: 'node20' }

/** CJS: the extension host's entry. Everything heavy is loaded from the other bundles. */
export function extensionBundle(minify: boolean): BuildOptions {
  return {
    ...node,
    entryPoints: [from('extension', 'extension.ts')],
    outfile: path.join(dist, 'extension.cjs'),
    format: 'cjs',
    external: ['vscode'],
    minify,
    sourcemap: !minify,
  }
}

/** The only place where the TypeScript compiler lives. */
export function analysisBundle(minify: boolean): BuildOptions {
  return {
    ...node,
    entryPoints: [from('extension', 'analysis', 'worker.ts')],
    outfile: path.join(dist, 'analysisWorker.cjs'),
    format: 'cjs',
    minify,
    sourcemap: false,
  }
}

/** The process that runs a user's `fanout.config.*`. */
export function configRunnerBundle(): BuildOptions {
  return {
    ...node,
    entryPoints: [from('extension', 'analysis', 'rules', 'configRunner.ts')],
    outfile: path.join(dist, 'configRunner.cjs'),
    format: 'cjs',
    minify: true,
    sourcemap: false,
  }
}

/** One file that is injected into the user's program. */
export function probeBundle(): BuildOptions {
  return {
    ...node,
    entryPoints: [from('runtime', 'probe', 'register.ts')],
    outfile: path.join(dist, 'probe.cjs'),
    format: 'cjs',
    minify: true,
    sourcemap: false,
  }
}

export function webviewBundle(minify: boolean): BuildOptions {
  return {
    ...base,
    platform: 'browser',
    target: ['chrome120', 'safari17'],
    entryPoints: [from('webview', 'main.ts'), from('webview', 'style.css')].filter((file) => existsSync(file)),
    outdir: path.join(dist, 'webview'),
    format: 'iife',
    loader: { '.ttf': 'file', '.svg': 'text' },
    assetNames: '[name]',
    minify,
    sourcemap: minify ? false : 'inline',
  }
}

/** Entry points of the runtime package: the path under which each is imported, and its source file. */
export function runtimeEntries(): Record<string, string> {
  const entries: Record<string, string> = { index: from('runtime', 'index.ts') }
  entries['config'] = from('runtime', 'fanoutConfig.ts')
  const testing = from('runtime', 'testing.ts')
  if (existsSync(testing)) entries['testing'] = testing
  for (const folder of ['middleware', 'brokers']) {
    const full = from('runtime', folder)
    if (!existsSync(full)) continue
    for (const file of readdirSync(full).toSorted())
      if (file.endsWith('.ts')) entries[`${folder}/${file.slice(0, -3)}`] = path.join(full, file)
  }
  return entries
}

/** What an entry's bundle is called in the package, without its extension. */
export function runtimeBundleName(source: string): string {
  return path.relative(from('runtime'), source).replaceAll(path.sep, '/').replace(/\.ts$/, '')
}

/**
 * One output file a source file, so that entries share their classes in CJS as in ESM (`instanceof` holds), and what a
 * user steps through in the debugger is the source, file by file. What lies outside src/runtime is small and bundled in.
 */
export function runtimeBundle(format: 'esm' | 'cjs'): BuildOptions {
  const extension = format === 'cjs' ? '.cjs' : '.js'
  const home = from('runtime')
  return {
    ...node,
    entryPoints: runtimeSources(home),
    outbase: home,
    outdir: path.join(dist, 'runtime'),
    outExtension: { '.js': extension },
    format,
    sourcemap: true,
    sourcesContent: true,
    // Optional peers of the user's own.
    external: ['redis', 'ioredis', '@opentelemetry/api'],
    plugins: [
      {
        name: 'one-file-each',
        setup(build) {
          build.onResolve({ filter: /^\.\.?\/.*\.ts$/ }, ({ path: specifier, resolveDir, kind }) => {
            if (kind === 'entry-point' || !path.join(resolveDir, specifier).startsWith(home + path.sep))
              return undefined
            return { path: specifier.slice(0, -3) + extension, external: true }
          })
        },
      },
    ],
  }
}

/** Every source file of the runtime but the probe, which is a bundle of its own. */
function runtimeSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = path.join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'probe' ? [] : runtimeSources(full)
    return entry.name.endsWith('.ts') ? [full] : []
  })
}
