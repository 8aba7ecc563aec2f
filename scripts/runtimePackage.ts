/** Makes `dist/runtime` a package that can be published as it is. */
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { build, type BuildOptions } from 'esbuild'
import { rollup } from 'rollup'
import { dts as declarations } from 'rollup-plugin-dts'
import { dist, probeBundle, root, runtimeBundle, runtimeBundleName, runtimeEntries } from './bundles.ts'
import { runtimePackageName } from './packageName.ts'

const target = path.join(dist, 'runtime')
/** Made beside its place and moved there when it is whole: programs that import the package never find half of it. */
const out = path.join(dist, `.runtime-${process.pid}`)
const types = path.join(root, '.cache', 'types', 'runtime')

export async function buildRuntimePackage(): Promise<void> {
  await Promise.all([
    build({ ...runtimeBundle('esm'), outdir: out }),
    build({ ...runtimeBundle('cjs'), outdir: out }),
    build(sizeBundle()),
    build({ ...probeBundle(), outfile: path.join(out, 'register.cjs') }),
  ])
  await writeDeclarations()
  writeManifest()
  copyFileSync(path.join(root, 'LICENSE'), path.join(out, 'LICENSE'))
  const readme = path.join(root, 'src', 'runtime', 'README.md')
  if (existsSync(readme)) copyFileSync(readme, path.join(out, 'README.md'))
  moveInPlace()
  linkForExamples()
}

function moveInPlace(): void {
  const old = `${out}-old`
  if (existsSync(target)) renameSync(target, old)
  renameSync(out, target)
  rmSync(old, { recursive: true, force: true })
}

/** What a user's bundler makes of the two classes, to hold its size against a limit. */
function sizeBundle(): BuildOptions {
  return {
    stdin: { contents: `export { Queue, EventBus } from './index.ts'`, resolveDir: path.join(root, 'src/runtime') },
    outfile: path.join(root, '.cache/size/queueAndBus.js'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
  }
}

/** The public declarations alone: what only the inside uses is shaken out. Once for ESM and once for CJS. */
async function writeDeclarations(): Promise<void> {
  execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-b', 'src/runtime'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const input = Object.fromEntries(
    Object.entries(runtimeEntries()).map(([name, file]) => {
      const relative = path.relative(path.join(root, 'src', 'runtime'), file)
      return [name, path.join(types, relative.replace(/\.ts$/, '.d.ts'))]
    }),
  )
  const bundle = await rollup({
    input,
    external: [/^node:/, 'redis', 'ioredis', '@opentelemetry/api'],
    plugins: [declarations()],
  })
  for (const [format, extension] of [
    ['es', '.d.ts'],
    ['cjs', '.d.cts'],
  ] as const) {
    await bundle.write({
      dir: out,
      format,
      entryFileNames: `[name]${extension}`,
      chunkFileNames: `types/[name]${extension}`,
    })
  }
  await bundle.close()
}

function writeManifest(): void {
  const { version, license } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  const conditions = (name: string, source: string): object => {
    const file = runtimeBundleName(source)
    return {
      import: { types: `./${name}.d.ts`, default: `./${file}.js` },
      require: { types: `./${name}.d.cts`, default: `./${file}.cjs` },
    }
  }
  const exports: Record<string, unknown> = {}
  for (const [name, source] of Object.entries(runtimeEntries()))
    exports[name === 'index' ? '.' : `./${name}`] = conditions(name, source)
  exports['./register'] = './register.cjs'
  exports['./package.json'] = './package.json'
  const manifest = {
    name: runtimePackageName,
    version,
    description: 'Queues and event buses for Node.js, observable by design.',
    license,
    type: 'module',
    sideEffects: ['./register.cjs'],
    engines: { node: '>=20' },
    // For the broker on Redis, either of them: the user's own client is passed in, none is imported.
    peerDependencies: { ioredis: '>=5', redis: '>=5' },
    peerDependenciesMeta: { ioredis: { optional: true }, redis: { optional: true } },
    main: './index.cjs',
    module: './index.js',
    types: './index.d.ts',
    exports,
    keywords: ['queue', 'event-bus', 'pubsub', 'backpressure', 'worker', 'events'],
  }
  writeFileSync(path.join(out, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** The examples import the runtime by its name, as a user's program does. */
function linkForExamples(): void {
  const link = path.join(root, 'examples', 'node_modules', runtimePackageName)
  if (existsSync(link) && lstatSync(link).isSymbolicLink() && realpathSync(link) === realpathSync(target)) return
  mkdirSync(path.dirname(link), { recursive: true })
  rmSync(link, { recursive: true, force: true })
  try {
    symlinkSync(target, link, 'junction')
  } catch {
    cpSync(target, link, { recursive: true })
  }
}
