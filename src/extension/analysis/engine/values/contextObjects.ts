/**
 * What an object was given elsewhere, where nothing but its name tells which object it is: `ctx.bus = new Bus()` in the
 * file that starts the program says what `ctx.bus` is in all those that are handed `ctx`. Only objects count, no texts:
 * two contexts of one name may well hold other settings, but hardly a bus and something that is none.
 */
import { ts } from 'ts-morph'
import { lastName } from '../index/sourceIndex.ts'
import { createMemo, type Memo } from '../index/reads.ts'
import { classAround } from '../index/syntax.ts'
import type { Evaluator } from './evaluator.ts'
import type { Value } from './value.ts'

const most = 12
const memos = new WeakMap<Evaluator, Memo<string, readonly ts.Expression[]>>()

/** The right sides of every `holder.name = …` under the same two names; of `this`, those in the same file. */
export function givenToNamesake(on: Evaluator, node: ts.PropertyAccessExpression): readonly ts.Expression[] {
  const holder = holderName(node.expression)
  if (holder === undefined) return []
  const name = node.name.text
  const isSelf = holder === 'this'
  // Of a class, its members say more.
  if (isSelf && classAround(node)) return []
  const key = `${isSelf ? node.getSourceFile().fileName : ''} ${holder}.${name}`
  let memo = memos.get(on)
  if (!memo) memos.set(on, (memo = createMemo(on.kept.reads)))
  return memo.find(key, [], () => {
    const assigned = isSelf ? on.index.assignmentsIn(node.getSourceFile(), name) : on.index.assignmentsTo(holder, name)
    return assigned
      .filter(({ left }) => ts.isPropertyAccessExpression(left) && holderName(left.expression) === holder)
      .slice(0, most)
      .map(({ right }) => right)
  })
}

export function isObject(value: Value): boolean {
  return (
    value.kind === 'made' ||
    value.kind === 'object' ||
    value.kind === 'class' ||
    value.kind === 'library' ||
    (value.kind === 'instance' && !ts.isTypeLiteralNode(value.node))
  )
}

/** `self`, `that`, `_this` are how older code keeps its `this`. */
function holderName(node: ts.Expression): string | undefined {
  if (node.kind === ts.SyntaxKind.ThisKeyword) return 'this'
  const name = lastName(node)
  return name === 'self' || name === 'that' || name === '_this' ? 'this' : name
}
