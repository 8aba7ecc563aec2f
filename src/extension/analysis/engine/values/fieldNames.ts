/**
 * A field of an object that nothing is known of: where the workspace assigns a field of that name to own objects of one
 * class only (`window.rpc = new Rpc()`), it is taken for one of them.
 */
import { ts } from 'ts-morph'
import { createMemo, type Memo } from '../index/reads.ts'
import type { Evaluator } from './evaluator.ts'
import type { Value } from './value.ts'

/** A name that more places assign is a word of its own. */
const mostAssignments = 4
/** `id`, `to` are everybody's. */
const shortest = 3

const memos = new WeakMap<Evaluator, Memo<string, Value[]>>()

export function assignedAnywhere(on: Evaluator, name: string): Value[] {
  let memo = memos.get(on)
  if (!memo) memos.set(on, (memo = createMemo(on.kept.reads)))
  return memo.find(name, [], () => ofOneClass(on, name))
}

function ofOneClass(on: Evaluator, name: string): Value[] {
  if (name.length < shortest) return []
  const assignments = on.index.assignments.get(name) ?? []
  if (assignments.length === 0 || assignments.length > mostAssignments) return []
  const values = assignments
    .filter(({ right }) => !isNothing(right))
    .flatMap(({ right }) => on.values(right, undefined))
  const [first] = values
  if (first?.kind !== 'instance' || !ts.isClassLike(first.node)) return []
  return values.every((value) => value.kind === 'instance' && value.node === first.node) ? [first] : []
}

export function isNothing(node: ts.Expression): boolean {
  return node.kind === ts.SyntaxKind.NullKeyword || (ts.isIdentifier(node) && node.text === 'undefined')
}
