/**
 * Which detectors a workspace can have to do with, by its text alone: a library takes part only where its module is
 * named in quotes. Most of what a workspace calls `push`, `get` or `create` need then never be looked at.
 */
import type { ts } from 'ts-morph'
import type { Libraries } from './libraries.ts'
import type { Detector } from '../../detectors/detector.ts'

/** Never leaves one out that takes part; may hold one that does not. */
export function detectorsInUse(
  files: readonly ts.SourceFile[],
  detectors: readonly Detector[],
  libraries: Libraries,
): ReadonlySet<Detector> {
  // A class of an unknown library may count as an emitter of Node's.
  const found = new Set(detectors.filter(({ library, modules }) => modules.length === 0 || library === 'node:events'))
  for (const file of files) {
    for (const module of modulesNamedIn(file, libraries)) {
      for (const detector of libraries.detectorsOf(module)) found.add(detector)
    }
  }
  for (const detector of detectors) {
    const { globals, globalsWithModule } = detector
    if (!globals || globalsWithModule || found.has(detector)) continue
    const names = Object.keys(globals)
    const telling = names.some(isClassName) ? names.filter(isClassName) : names
    const spoken = new RegExp(`\\b(?:${telling.join('|')})\\b`)
    if (files.some((file) => spoken.test(file.text))) found.add(detector)
  }
  return found
}

/** `self` and the like stand in most programs, and mean something only beside a class of their detector. */
const isClassName = (name: string): boolean => /^[A-Z]/.test(name)

/** A file that did not change is not searched again; its workspace's detectors stay the same. */
const known = new WeakMap<ts.SourceFile, readonly string[]>()

/** Modules of libraries that are known, wherever the text names them in quotes. */
export function modulesNamedIn(file: ts.SourceFile, libraries: Libraries): readonly string[] {
  let modules = known.get(file)
  if (!modules) {
    const names = new Set((file.text.match(quoted) ?? []).map((text) => text.slice(1)))
    modules = [...names].filter((name) => libraries.detectorsOf(name).length > 0)
    known.set(file, modules)
  }
  return modules
}

/** The same of all files, each once, in an order of their own. */
export function modulesNamed(files: readonly ts.SourceFile[], libraries: Libraries): readonly string[] {
  return [...new Set(files.flatMap((file) => modulesNamedIn(file, libraries)))].sort()
}

/** The closing quote is left, as it may be the opening one of what counts. */
const quoted = /['"`][@\w][\w@./:-]*(?=['"`])/g
