/** The map of a workspace from its source: the one function that the worker and the shell command both call. */
import { whyNoSite } from './explain.ts'
import { createCallers } from './engine/calls/callers.ts'
import { describeCall } from './engine/findings/describeCall.ts'
import { createEvaluator } from './engine/values/evaluator.ts'
import { allFindings } from './engine/findings/ownRules.ts'
import { underSharedNames } from './engine/sites/sharedNames.ts'
import { createLibraries } from './engine/libraries/libraries.ts'
import { modulesNamed } from './engine/libraries/libraryUse.ts'
import { link, type Declared } from './engine/sites/link.ts'
import { contextOf, namesOf, placeIn } from './engine/sites/siteContext.ts'
import { findSites } from './engine/sites/sites.ts'
import { createKept, type KeptResults } from './engine/index/kept.ts'
import { notedIndex, questionKinds } from './engine/index/notedIndex.ts'
import { indexSources } from './engine/index/sourceIndex.ts'
import { select } from './engine/sites/select.ts'
import { asText } from './engine/values/value.ts'
import { loadWorkspace, type ProgramOptions, type SourceProgram } from './program/sourceProgram.ts'
import type { Callers } from './engine/calls/callers.ts'
import type { Evaluator } from './engine/values/evaluator.ts'
import type { Finding } from './engine/findings/finding.ts'
import type { CallAt, DescribedCall, FileChange } from './messages.ts'
import type { Problem } from '../../protocol/graph.ts'
import type { MappedSite, SourceMapping } from '../../protocol/map.ts'

export type MapOptions = ProgramOptions

export interface Workspace {
  map(): SourceMapping
  /** Answers whether the map may be another now. */
  change(changes: readonly FileChange[]): boolean
  /** Why a line holds no site; of a line that does, what else in it is none. */
  whyNot(at: { readonly file: string; readonly line: number }): string[]
  /** Undefined: there is no call. */
  describe(at: CallAt): DescribedCall | undefined
}

export function openWorkspace(options: MapOptions): Workspace {
  const workspace = loadWorkspace(options)
  const kept = createKept()
  const once = (): SourceMapping => {
    const program = workspace.program()
    try {
      return mapProgram(program, kept)
    } catch (error) {
      kept.forget()
      throw error
    } finally {
      kept.end()
    }
  }
  return {
    map() {
      for (const levels of deepest) {
        try {
          return once()
        } catch (error) {
          if (!(error instanceof RangeError)) throw error
          workspace.leaveOutDeeper(levels)
        }
      }
      return once()
    },
    change: (changes) => workspace.change(changes),
    whyNot: (at) => whyNoSite(workspace.program(), options, at),
    describe: (at) => describeCall(evaluatorOf(workspace.program(), createKept()), at),
  }
}

/**
 * Compiler and engine follow a syntax tree by recursion. Should the stack not hold, files deeper than these levels are
 * left out, the worst first, until it does. Code that people write has some dozens of levels.
 */
const deepest = [1_000, 250, 100]

export function mapWorkspace(options: MapOptions): SourceMapping {
  return openWorkspace(options).map()
}

function mapProgram(program: SourceProgram, kept: KeptResults): SourceMapping {
  const problems: Problem[] = []
  const evaluator = evaluatorOf(program, kept)
  const callers = createCallers(evaluator)
  const { findings, covered, missing } = allFindings(evaluator, callers)
  problems.push(...missing)
  const found = findSites(evaluator, callers, findings, problems, covered)
  const { sites, declared } = underSharedNames(evaluator, found, declarations(evaluator, callers, findings))
  const join = program.rules.flatMap((rules) => rules.join)
  const linked = link(evaluator, sites, declared)
  return {
    ...linked,
    packages: program.packages,
    problems: [...program.problems(evaluator.index.walked), ...problems, ...linked.sites.flatMap(nameNotKnown)],
    files: program.files.length,
    ...(join.length > 0 && { join }),
  }
}

/** Such a site has no node in the picture: here a reader finds it. */
function nameNotKnown({ destinationId, role, library, file, line }: MappedSite): Problem[] {
  if (destinationId !== null) return []
  const message = `${library}: the name that is ${role === 'send' ? 'sent to' : 'received'} here is known only when the program runs`
  return [{ code: 'name-not-known', message, file, line, note: true }]
}

function evaluatorOf(program: SourceProgram, kept: KeptResults): Evaluator {
  const libraries = createLibraries(program.detectors)
  const index = indexSources(program)
  kept.begin(program, questionKinds(index, program), modulesNamed(program.files, libraries))
  return createEvaluator(program, notedIndex(index, kept), libraries, kept)
}

function declarations(on: Evaluator, callers: Callers, findings: readonly Finding[]): Declared[] {
  return findings
    .filter(({ rule }) => rule.role === 'declare')
    .flatMap((finding) =>
      on.kept.of(finding.rule, finding.node, () => declaredBy(on, callers, finding), [
        finding.of?.detector,
        finding.of?.name,
      ]),
    )
}

function declaredBy(on: Evaluator, callers: Callers, finding: Finding): Declared[] {
  const context = contextOf(on, callers, finding)
  return namesOf(on, finding, context)
    .filter(({ text }) => text !== '*' && text !== '')
    .map(({ text }): Declared => {
      const [capacity] = select(on, finding.rule.capacity, context).map(asText)
      const size = capacity && !capacity.dynamic ? Number(capacity.text) : undefined
      return {
        system: finding.rule.system ?? finding.detector.system,
        kind: finding.rule.kind ?? finding.detector.kind,
        name: text,
        place: placeIn(on, finding, context),
        node: finding.node,
        ...(size !== undefined && !Number.isNaN(size) && { capacity: Number.isFinite(size) ? size : null }),
      }
    })
}
