/**
 * Says what an expression may stand for: follows names over files, fields, parameters of calls on the way, returns,
 * `new`, and, where values run out, types. It never runs anything, never throws on user code, and always ends: every
 * question has a budget, past which the answer is *unknown*.
 */
import type { ts } from 'ts-morph'
import { createDeclarations } from './declarations.ts'
import { createExpressions } from './expressions.ts'
import { createLineage } from './lineage.ts'
import { createMembers } from './members.ts'
import { createTypes } from './types.ts'
import { createMemo } from '../index/reads.ts'
import { settleHeritage } from './constructorFunctions.ts'
import { settleBindings } from './containerBindings.ts'
import { settleThis } from './givenThis.ts'
import { settleHanded } from './handed.ts'
import { unknown, type Env, type FunctionValue, type LibraryClass, type Value } from './value.ts'
import type { Libraries } from '../libraries/libraries.ts'
import type { Kept } from '../index/kept.ts'
import type { Sources } from '../index/reads.ts'
import type { WhyNot } from '../reasons/whyNot.ts'
import type { SourceIndex } from '../index/sourceIndex.ts'
import type { SourceProgram } from '../../program/sourceProgram.ts'

export interface Evaluator {
  readonly program: SourceProgram
  readonly index: SourceIndex
  readonly libraries: Libraries
  readonly kept: Kept
  /** There only where somebody asks why a line is no site. */
  readonly whyNot?: WhyNot
  values(node: ts.Expression, env: Env): Value[]
  /** By the type alone: what `values` falls back to. */
  typed(node: ts.Expression): Value[]
  typeNode(node: ts.TypeNode): Value[]
  symbol(symbol: ts.Symbol, env: Env): Value[]
  declaration(node: ts.Declaration, env: Env): Value[]
  member(value: Value, name: string): Value[]
  /** Every value that the members of it have. */
  members(value: Value): Value[]
  keys(value: Value): string[]
  /** What calling it gives. */
  results(fn: FunctionValue, args: readonly ts.Expression[], argsEnv: Env, given?: readonly Value[]): Value[]
  parameter(node: ts.ParameterDeclaration, env: Env): Value[]
  /** Classes that a class extends directly, and what library class stands behind it. */
  bases(node: ts.ClassLikeDeclaration): Value[]
  /** The library class that an object is of, if its class or one it extends is. */
  libraryClass(value: Value): LibraryClass | undefined
  /** Arguments of the `new` of the library's class behind an object: also those of `super(…)` in a class of one's own. */
  construction(value: Value): { readonly args: readonly ts.Expression[]; readonly env: Env } | undefined
  /** Direct and indirect subclasses and implementers. */
  heirs(node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration): readonly ts.ClassLikeDeclaration[]
}

/** Steps that one question may take, and calls deep that it may go. */
const mostSteps = 6_000
const deepest = 60

export function createEvaluator(
  program: SourceProgram,
  index: SourceIndex,
  libraries: Libraries,
  kept: Kept,
  whyNot?: WhyNot,
): Evaluator {
  const { reads } = kept
  const memo = new Map<ts.Node, { readonly values: Value[]; readonly sources: Sources | undefined }>()
  const typedMemo = createMemo<ts.Node, Value[]>(reads)
  const running = new Set<ts.Node>()
  let steps = 0
  let depth = 0
  let cut = 0

  const evaluator = { program, index, libraries, kept, ...(whyNot && { whyNot }) } as Evaluator
  const expressions = createExpressions(evaluator)

  const values = (node: ts.Expression, env: Env): Value[] => {
    if (env === undefined) {
      const known = memo.get(node)
      if (known) {
        reads.noteAll(known.sources)
        return known.values
      }
    }
    if (depth === 0) steps = 0
    if (++steps > mostSteps || depth > deepest || running.has(node)) {
      cut++
      return []
    }
    const outer = reads.begin()
    let sources: Sources | undefined
    running.add(node)
    depth++
    const cutBefore = cut
    let found: Value[]
    try {
      found = distinct(expressions.values(node, env))
      if (found.every(({ kind }) => kind === 'unknown')) {
        const byType = evaluator.typed(node)
        if (byType.length > 0) found = byType
      }
    } finally {
      running.delete(node)
      depth--
      sources = reads.end(outer)
    }
    // What was cut short by a cycle or the budget is not the whole answer for another question.
    if (env === undefined && (cut === cutBefore || depth === 0)) memo.set(node, { values: found, sources })
    return found
  }

  const types = createTypes(evaluator)
  const kin = createLineage(evaluator)
  Object.assign(
    evaluator,
    {
      values,
      typed: (node: ts.Expression): Value[] => typedMemo.find(node, [], () => types.typed(node)),
      typeNode: types.typeNode,
    },
    createDeclarations(evaluator),
    kin.known,
    createMembers(evaluator, kin),
  )
  settleHeritage(evaluator)
  settleHanded(evaluator)
  settleBindings(evaluator)
  settleThis(evaluator)
  return evaluator
}

function distinct(values: Value[]): Value[] {
  if (values.length < 2) return values.length === 0 ? [unknown] : values
  const kept: Value[] = []
  for (const value of values) {
    if (kept.some((other) => same(other, value))) continue
    kept.push(value)
    if (kept.length >= 64) break
  }
  return kept
}

function same(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a.kind !== b.kind) return false
  if (a.kind === 'text' && b.kind === 'text') {
    return (
      a.text === b.text &&
      a.dynamic === b.dynamic &&
      a.entry?.node === b.entry?.node &&
      a.parameters.length === b.parameters.length &&
      a.parameters.every((p, i) => p === b.parameters[i])
    )
  }
  if (a.kind === 'unknown') return true
  if ('node' in a && 'node' in b && a.node === b.node) {
    if (a.kind === 'instance' && b.kind === 'instance') return a.made === b.made && a.env === b.env
    if (a.kind === 'parameter' && b.kind === 'parameter') return a.path.join('.') === b.path.join('.')
    if (a.kind === 'made' && b.kind === 'made')
      return a.of.name === b.of.name && a.node !== undefined && a.env === b.env
    if ('env' in a && 'env' in b) return a.env === b.env
    return true
  }
  if (a.kind === 'made' && b.kind === 'made')
    return a.node === undefined && b.node === undefined && a.declared === b.declared && a.of.name === b.of.name
  return a.kind === 'library' && b.kind === 'library' && a.module === b.module && a.name === b.name
}
