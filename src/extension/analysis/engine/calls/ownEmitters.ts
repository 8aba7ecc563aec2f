/**
 * Emitters that a program wrote itself: an object or class that keeps listeners under a name in one method and calls
 * those under a name in another. A name of a method is no evidence, the table of listeners is.
 */
import { ts } from 'ts-morph'
import { nameText } from '../values/declarations.ts'

const senders = new Set(['emit', 'trigger', 'fire', 'publish', 'dispatch'])
const receivers = new Set(['on', 'subscribe', 'listen', 'addListener', 'once'])
const memo = new WeakMap<ts.Node, boolean>()

/** `member` is a method of the holder that is asked about. */
export function isOwnEmitter(member: ts.Node): boolean {
  const holder = member.parent
  if (!holder || !(ts.isClassLike(holder) || ts.isObjectLiteralExpression(holder))) return false
  const known = memo.get(holder)
  if (known !== undefined) return known
  const keyed = (names: ReadonlySet<string>, least: number): boolean =>
    [...holderMembers(holder)].some(
      ({ name, fn }) => names.has(name) && fn.parameters.length >= least && keepsByName(fn),
    )
  const found = keyed(senders, 1) && keyed(receivers, 2)
  memo.set(holder, found)
  return found
}

/**
 * A member that sends by other means than it receives: the holder's `on` hands its name to an emitter, and its `emit`
 * gathers, delays or packs what it is given. What goes in under a name comes out under it.
 */
export function isSenderOfFacade(member: ts.Node): boolean {
  const holder = member.parent
  if (!holder || !(ts.isClassLike(holder) || ts.isObjectLiteralExpression(holder))) return false
  const members = [...holderMembers(holder)]
  const asked = members.find(({ fn }) => fn === member || fn.parent === member)
  if (asked?.name !== 'emit' || asked.fn.parameters.length < 2 || handsNameOn(asked.fn, senders)) return false
  return members.some(({ name, fn }) => receivers.has(name) && handsNameOn(fn, receivers))
}

/** Calls the method that it overrides, but never with the name as it was given. */
export function changesNameOnTheWay(fn: ts.MethodDeclaration): boolean {
  const name = nameText(fn.name)
  const [first] = fn.parameters
  if (name === undefined || !first || !ts.isIdentifier(first.name) || !fn.body) return false
  const given = first.name.text
  let called = false
  let handedOn = false
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isPropertyAccessExpression(node.expression) &&
      node.expression.name.text === name &&
      node.expression.expression.kind === ts.SyntaxKind.SuperKeyword
    ) {
      called = true
      const [argument] = node.arguments
      const passed = argument && ts.isSpreadElement(argument) ? argument.expression : argument
      handedOn ||= passed !== undefined && mentionsName(passed, given)
    }
    ts.forEachChild(node, visit)
  }
  visit(fn.body)
  return called && !handedOn
}

function mentionsName(node: ts.Node, name: string): boolean {
  if (ts.isIdentifier(node)) return node.text === name
  return ts.forEachChild(node, (child) => mentionsName(child, name) || undefined) ?? false
}

/** Calls such a method with its own first parameter first, or with all it was given. */
function handsNameOn(fn: ts.FunctionLikeDeclaration, verbs: ReadonlySet<string>): boolean {
  const [first] = fn.parameters
  if (!first || !ts.isIdentifier(first.name) || !fn.body) return false
  const given = first.name.text
  const visit = (node: ts.Node): boolean => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [argument] = node.arguments
      const passed = argument && ts.isSpreadElement(argument) ? argument.expression : argument
      if (verbs.has(node.expression.name.text) && passed && ts.isIdentifier(passed) && passed.text === given)
        return true
    }
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false
  }
  return visit(fn.body)
}

function* holderMembers(
  holder: ts.ClassLikeDeclaration | ts.ObjectLiteralExpression,
): Generator<{ name: string; fn: ts.FunctionLikeDeclaration }> {
  for (const member of ts.isClassLike(holder) ? holder.members : holder.properties) {
    const name = member.name && nameText(member.name)
    if (name === undefined) continue
    if (ts.isMethodDeclaration(member) && member.body) yield { name, fn: member }
    else if ((ts.isPropertyDeclaration(member) || ts.isPropertyAssignment(member)) && member.initializer) {
      const { initializer } = member
      if (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) yield { name, fn: initializer }
    }
  }
}

/** `table[name]`, `table.get(name)`. */
function keepsByName(fn: ts.FunctionLikeDeclaration): boolean {
  const [first] = fn.parameters
  if (!first || !ts.isIdentifier(first.name) || !fn.body) return false
  const wanted = first.name.text
  const isName = (node: ts.Node | undefined): boolean =>
    node !== undefined && ts.isIdentifier(node) && node.text === wanted
  const visit = (node: ts.Node): boolean => {
    if (ts.isElementAccessExpression(node) && isName(node.argumentExpression)) return true
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { name } = node.expression
      if ((name.text === 'get' || name.text === 'has' || name.text === 'set') && isName(node.arguments[0])) return true
    }
    return ts.forEachChild(node, (child) => visit(child) || undefined) ?? false
  }
  return visit(fn.body)
}
