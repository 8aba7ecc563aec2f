/** Whether sending or subscribing is all that a function does: then its callers are the sites. */
import { ts } from 'ts-morph'

export function doesNothingElse(fn: ts.SignatureDeclaration, site: ts.Node, role: 'send' | 'receive'): boolean {
  const body = (fn as ts.FunctionLikeDeclaration).body as ts.Block | ts.Expression | undefined
  if (!body || ts.isConstructorDeclaration(fn) || isCallback(fn)) return false
  if (!handsOn(fn, site, role)) return false
  if (!ts.isBlock(body)) return isSiteItself(body, site)
  let found = false
  for (const statement of body.statements) {
    const expression = ts.isExpressionStatement(statement)
      ? statement.expression
      : ts.isReturnStatement(statement)
        ? statement.expression
        : undefined
    if (expression && isSiteItself(expression, site)) {
      found = true
      continue
    }
    if (expression && isLogging(expression)) continue
    // Getting the message ready is part of sending it.
    if (
      ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.every(({ initializer }) => !initializer || isPlain(initializer))
    )
      continue
    return false
  }
  return found
}

/**
 * Makes something that sends or receives by itself, under names that hold what it was given: a cache that listens for
 * `${name}:reset`. What its callers do is make one.
 */
export function isMaking(fn: ts.SignatureDeclaration, site: ts.Node, role: 'send' | 'receive'): boolean {
  const inner = functionAround(site)
  if (!inner || (role === 'receive' && handsOn(inner, site, role))) return false
  if (!ts.isConstructorDeclaration(fn) && !returnsWhatItMade(fn)) return false
  if (inner === fn) return role === 'receive'
  return !doesNothingElse(inner, site, role)
}

/** Waits for more than one other thing: who calls it asks for that work, of which the site is a part. */
export function worksBeside(fn: ts.SignatureDeclaration, site: ts.Node): boolean {
  const { body } = fn as ts.FunctionLikeDeclaration
  let waits = 0
  const visit = (node: ts.Node): void => {
    if (node === site) return
    if (ts.isAwaitExpression(node) && !isSiteItself(node, site)) waits++
    ts.forEachChild(node, visit)
  }
  if (body) visit(body)
  return waits > 1
}

/** `return cache`: a variable of its own. */
function returnsWhatItMade(fn: ts.SignatureDeclaration): boolean {
  const { body } = fn as ts.FunctionLikeDeclaration
  if (!body || !ts.isBlock(body)) return false
  const last = body.statements.at(-1)
  if (!last || !ts.isReturnStatement(last) || !last.expression || !ts.isIdentifier(last.expression)) return false
  const { text } = last.expression
  return body.statements.some(
    (one) =>
      ts.isVariableStatement(one) &&
      one.declarationList.declarations.some(({ name }) => ts.isIdentifier(name) && name.text === text),
  )
}

function functionAround(node: ts.Node): ts.SignatureDeclaration | undefined {
  for (let at = node.parent; at; at = at.parent) if (ts.isFunctionLike(at)) return at
  return undefined
}

/** Hands its own parameters on and says nothing itself: `addMany(jobs) { return super.addMany(jobs) }`. */
export function onlyPassesOn(fn: ts.SignatureDeclaration, site: ts.Node): boolean {
  const body = (fn as ts.FunctionLikeDeclaration).body as ts.Block | ts.Expression | undefined
  if (!body || isCallback(fn) || !ts.isCallExpression(site)) return false
  const names = new Set(fn.parameters.flatMap(({ name }) => boundNames(name)))
  const passed = site.arguments.map((argument) => (ts.isSpreadElement(argument) ? argument.expression : argument))
  if (passed.length === 0 || !passed.every((argument) => ts.isIdentifier(argument) && names.has(argument.text)))
    return false
  const [only, ...more] = ts.isBlock(body) ? body.statements : [body]
  if (!only || more.length > 0) return false
  const expression = ts.isStatement(only)
    ? ts.isExpressionStatement(only) || ts.isReturnStatement(only)
      ? only.expression
      : undefined
    : only
  return expression !== undefined && isSiteItself(expression, site)
}

/** Its parameters become the payload or the handler; what sends without any says so by its name. */
function handsOn(fn: ts.SignatureDeclaration, site: ts.Node, role: 'send' | 'receive'): boolean {
  const args: readonly ts.Node[] = ts.isCallExpression(site) || ts.isNewExpression(site) ? (site.arguments ?? []) : []
  const names = new Set(fn.parameters.flatMap(({ name }) => boundNames(name)))
  if (role === 'receive') return args.some((arg) => ts.isIdentifier(arg) && names.has(arg.text))
  if (names.size === 0)
    return /^(?:emit|send|publish|notify|fire|trigger|dispatch|raise|announce|enqueue|broadcast)/i.test(nameOf(fn))
  return args.some((arg) => mentions(arg, names))
}

function boundNames(name: ts.BindingName): string[] {
  return ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((one) => (ts.isOmittedExpression(one) ? [] : boundNames(one.name)))
}

function mentions(node: ts.Node, names: ReadonlySet<string>): boolean {
  if (ts.isIdentifier(node)) return names.has(node.text)
  return ts.forEachChild(node, (child) => mentions(child, names) || undefined) ?? false
}

function nameOf(fn: ts.SignatureDeclaration): string {
  const name =
    fn.name ?? (ts.isVariableDeclaration(fn.parent) || ts.isPropertyDeclaration(fn.parent) ? fn.parent.name : undefined)
  return name && ts.isIdentifier(name) ? name.text : ''
}

/** `await e.emit('a')`, `void …`, `….catch(log)`: still nothing but the call. */
function isSiteItself(expression: ts.Expression, site: ts.Node): boolean {
  if (expression === site) return true
  if (
    ts.isAwaitExpression(expression) ||
    ts.isVoidExpression(expression) ||
    ts.isParenthesizedExpression(expression) ||
    ts.isAsExpression(expression) ||
    ts.isNonNullExpression(expression)
  ) {
    return isSiteItself(expression.expression, site)
  }
  if (ts.isCallExpression(expression) && ts.isPropertyAccessExpression(expression.expression)) {
    const { name } = expression.expression
    if (name.text === 'catch' || name.text === 'then' || name.text === 'finally')
      return isSiteItself(expression.expression.expression, site)
  }
  return false
}

/** Saying what it does is no other work. */
function isLogging(expression: ts.Expression): boolean {
  return (
    ts.isCallExpression(expression) &&
    /^(?:this\.)?_?(?:log|logger|console|debug|winston|pino|trace)\b/i.test(expression.expression.getText())
  )
}

/** Nothing is called, waited for or decided. */
function isPlain(node: ts.Expression): boolean {
  let plain = true
  const visit = (at: ts.Node): void => {
    if (ts.isCallExpression(at) || ts.isNewExpression(at) || ts.isAwaitExpression(at) || ts.isConditionalExpression(at))
      plain = false
    else ts.forEachChild(at, visit)
  }
  visit(node)
  return plain
}

function isCallback(fn: ts.Node): boolean {
  return ts.isCallExpression(fn.parent) || ts.isNewExpression(fn.parent)
}
