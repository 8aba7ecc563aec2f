/** Why a line is no site: the map is made once more, with an ear for what is decided about that line. */
import { createCallers } from './engine/calls/callers.ts'
import { createEvaluator } from './engine/values/evaluator.ts'
import { createLibraries } from './engine/libraries/libraries.ts'
import { detectorsInUse } from './engine/libraries/libraryUse.ts'
import { askedIn, whyNoSites } from './engine/reasons/noSites.ts'
import { allFindings } from './engine/findings/ownRules.ts'
import { findSites } from './engine/sites/sites.ts'
import { createKept } from './engine/index/kept.ts'
import { indexSources } from './engine/index/sourceIndex.ts'
import { createWhyNot } from './engine/reasons/whyNot.ts'
import { matchesGlob } from './program/glob.ts'
import { whyLeftOut } from './program/leftOut.ts'
import { excludedBy } from './rules/folderRules.ts'
import type { ProgramOptions, SourceProgram } from './program/sourceProgram.ts'

export function whyNoSite(
  program: SourceProgram,
  options: ProgramOptions,
  { file, line }: { readonly file: string; readonly line: number },
): string[] {
  const source = program.files.find((one) => program.pathOf(one) === file)
  if (!source) return [leftOut(options, file)]
  const whyNot = createWhyNot(new Set(askedIn(source, line)))
  const libraries = createLibraries(program.detectors)
  // What is kept has reasons that nobody heard.
  const on = createEvaluator(program, indexSources(program), libraries, createKept(), whyNot)
  const callers = createCallers(on)
  const { findings, covered } = allFindings(on, callers)
  findSites(on, callers, findings, [], covered)
  return whyNoSites(on, whyNot, detectorsInUse(program.files, program.detectors, libraries), source, line)
}

function leftOut({ roots, exclude = [], rules = [] }: ProgramOptions, file: string): string {
  const root = roots.find((one) => file.startsWith(`${one}/`))
  if (root === undefined) return 'the file lies in none of the folders that are read'
  const globs = [...exclude, ...(excludedBy(rules).get(root) ?? [])]
  return whyLeftOut(root, file.slice(root.length + 1), (path) => globs.some((glob) => matchesGlob(path, glob)))
}
