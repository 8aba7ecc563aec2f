/** Makes `dist/runtime` a package that can be published as it is. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs'
import path from 'node:path'
import { build, type BuildOptions } from 'esbuild'
import { dist, probeBundle, root, runtimeBundle, runtimeEntries } from './bundles.ts'
import { runtimePackageName } from './packageName.ts'

const out = path.join(dist, 'runtime')
const types = path.join(root, '.cache', 'types', 'runtime')

export async function buildRuntimePackage(): Promise<void> {
  rmSync(out, { recursive: true, force: true })
  await Promise.all([
    build(runtimeBundle('esm')),
    build(runtimeBundle('cjs')),
    build(sizeBundle()),
    build({ ...probeBundle(), outfile: path.join(out, 'register.cjs') }),
  ])
  writeDeclarations()
  writeManifest()
  copyFileSync(path.join(root, 'LICENSE'), path.join(out, 'LICENSE'))
  const readme = path.join(root, 'src', 'runtime', 'README.md')
  if (existsSync(readme)) copyFileSync(readme, path.join(out, 'README.md'))
  linkForExamples()
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

/** The declarations reachable from an entry, once for ESM and once for CJS. They must stand on their own. */
function writeDeclarations(): void {
  execFileSync(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-b', 'src/runtime'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const queue = Object.values(runtimeEntries()).map((file) => path.relative(path.join(root, 'src/runtime'), file))
  const seen = new Set(queue)
  for (const file of queue) {
    const text = readFileSync(path.join(types, file.replace(/\.ts$/, '.d.ts')), 'utf8')
    for (const [, specifier] of text.matchAll(/(?:from |import\()['"](\.[^'"]+\.ts)['"]/g)) {
      const target = path.join(path.dirname(file), specifier!)
      if (target.startsWith('..'))
        throw new Error(`${file}: the runtime's public types reach ${specifier}, outside the package`)
      if (!seen.has(target)) {
        seen.add(target)
        queue.push(target)
      }
    }
    for (const [declaration, script] of [
      ['.d.ts', '.js'],
      ['.d.cts', '.cjs'],
    ] as const) {
      const target = path.join(out, file.replace(/\.ts$/, declaration))
      mkdirSync(path.dirname(target), { recursive: true })
      writeFileSync(target, text.replaceAll(/(['"])(\.[^'"]+)\.ts\1/g, `$1$2${script}$1`))
    }
  }
}

function writeManifest(): void {
  const { version, license } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >
  const conditions = (file: string): object => ({
    import: { types: `./${file}.d.ts`, default: `./${file}.js` },
    require: { types: `./${file}.d.cts`, default: `./${file}.cjs` },
  })
  const exports: Record<string, unknown> = {}
  for (const name of Object.keys(runtimeEntries())) exports[name === 'index' ? '.' : `./${name}`] = conditions(name)
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
  mkdirSync(path.dirname(link), { recursive: true })
  rmSync(link, { recursive: true, force: true })
  try {
    symlinkSync(out, link, 'junction')
  } catch {
    cpSync(out, link, { recursive: true })
  }
}
