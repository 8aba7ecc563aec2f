/** Names that only the object knows on which a method sends: its callers say which object that is. */
import { ts } from 'ts-morph'
import { isInside } from '../index/syntax.ts'
import type { Finding } from '../findings/finding.ts'
import type { TextValue } from '../values/value.ts'

/** The name is no parameter here, but of the method that made what sends: the object keeps it. */
export function isHeldByObject(names: readonly TextValue[], outer: ts.Node): boolean {
  return (
    names.length > 0 &&
    names.every(
      ({ text, parameters }) =>
        text === '*' && parameters.length > 0 && !parameters.some(({ parent }) => isInside(outer, parent)),
    )
  )
}

/**
 * `this.queue.add(data)` where each object of the class has made its queue under another name: which one it is, its callers
 * know.
 */
export function isOfSeveral(names: readonly TextValue[], { receiver, rule }: Finding, outer: ts.Node): boolean {
  if (rule.role !== 'send' || names.length < 2 || names.some(({ dynamic, entry }) => dynamic || entry)) return false
  // A name that is said in the call is the call's, whichever of several it is.
  if ([rule.name].flat().some((selector) => /^[\d'{*-]/.test(selector))) return false
  const holder = receiver && ts.isPropertyAccessExpression(receiver) ? receiver.expression : undefined
  return holder?.kind === ts.SyntaxKind.ThisKeyword && isInside(holder, outer)
}
