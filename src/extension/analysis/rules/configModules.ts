/** A configuration and what it imports of its folder, as modules that Node.js can run: types are stripped. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { ts } from 'ts-morph'
import type { ConfigTask } from './configRunner.ts'

export interface ConfigModules {
  /** Absolute, with `/`; the first is the configuration. */
  readonly files: readonly string[]
  readonly toRun: Omit<ConfigTask, 'limit'>
}

const mostFiles = 50

/** Throws where a file cannot be read. */
export function configModules(entry: string): ConfigModules {
  const sources: Record<string, string> = {}
  const resolutions: Record<string, Record<string, string>> = {}
  const files = [entry]
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    // What Node.js loads by `require` cannot be handed over as text: it reads the file itself.
    if (isCommonJs(file, text)) continue
    const url = pathToFileURL(file).href
    sources[url] = isTypeScript(file) ? stripped(file, text) : text
    for (const { fileName } of ts.preProcessFile(text, true, false).importedFiles) {
      if (!/^\.{1,2}\//.test(fileName)) continue
      const target = fileOf(path.resolve(path.dirname(file), fileName))
      if (target === undefined || !/\.[cm]?[jt]s$/.test(target)) continue
      ;(resolutions[url] ??= {})[fileName] = pathToFileURL(target).href
      const name = target.replaceAll('\\', '/')
      if (!files.includes(name) && files.length < mostFiles) files.push(name)
    }
  }
  return { files, toRun: { entry: pathToFileURL(entry).href, sources, resolutions } }
}

const isTypeScript = (file: string): boolean => /\.[cm]?ts$/.test(file)

function stripped(file: string, text: string): string {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  })
  const [first] = diagnostics ?? []
  if (first?.file && first.start !== undefined) {
    const { line } = first.file.getLineAndCharacterOfPosition(first.start)
    throw new Error(`line ${line + 1}: ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`)
  }
  return outputText
}

function isCommonJs(file: string, text: string): boolean {
  if (file.endsWith('.cjs')) return true
  if (!file.endsWith('.js')) return false
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.JS)
  return !(source as unknown as { externalModuleIndicator?: ts.Node }).externalModuleIndicator
}

function fileOf(base: string): string | undefined {
  const stem = base.replace(/\.([cm]?)js$/, '.$1ts')
  const candidates = [base, stem, ...['.ts', '.mts', '.js', '.mjs', '/index.ts', '/index.js'].map((end) => base + end)]
  return candidates.find((one) => existsSync(one) && statSync(one).isFile())
}
