/**
 * `npm run build [-- part …]`: everything that ships, into dist. Parts: extension, analysis, config, probe, webview, runtime.
 * `--watch` builds again on change, `--production` minifies.
 */
import { mkdirSync } from 'node:fs'
import { build, context, type BuildOptions } from 'esbuild'
import { analysisBundle, configRunnerBundle, dist, extensionBundle, probeBundle, webviewBundle } from './bundles.ts'
import { buildRuntimePackage } from './runtimePackage.ts'

const flags = new Set(process.argv.slice(2).filter((argument) => argument.startsWith('--')))
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const production = flags.has('--production')

const bundles: Record<string, BuildOptions> = {
  extension: extensionBundle(production),
  analysis: analysisBundle(production),
  config: configRunnerBundle(),
  probe: probeBundle(),
  webview: webviewBundle(production),
}
const parts = [...Object.keys(bundles), 'runtime']

for (const part of wanted)
  if (!parts.includes(part)) {
    console.error(`build: there is no part "${part}"; parts are ${parts.join(', ')}`)
    process.exit(2)
  }
const chosen = wanted.length > 0 ? wanted : parts

mkdirSync(dist, { recursive: true })
const began = performance.now()
if (flags.has('--watch')) await watch()
else await buildOnce()

async function buildOnce(): Promise<void> {
  await Promise.all(
    chosen.map(async (part) => {
      const bundle = bundles[part]
      if (bundle) await build(bundle)
      else await buildRuntimePackage()
    }),
  )
  if (!flags.has('--silent'))
    console.log(`built ${chosen.join(', ')} in ${((performance.now() - began) / 1000).toFixed(1)} s`)
}

async function watch(): Promise<void> {
  if (chosen.includes('runtime')) await buildRuntimePackage()
  for (const part of chosen) {
    const bundle = bundles[part]
    if (bundle) await (await context({ ...bundle, logLevel: 'info' })).watch()
  }
}
