/** Values of what names are declared as: variables, imports, parameters, destructured parts. */
import { ts } from 'ts-morph'
import { isMaker } from './constructorFunctions.ts'
import { assignedAnywhere } from './fieldNames.ts'
import { injectedInto } from './containers.ts'
import { isObject } from './contextObjects.ts'
import { handedTo } from './handed.ts'
import { givenByHeirs } from './makerMembers.ts'
import { givenByList, givenByLoop } from './iteration.ts'
import { withPushed } from './pushed.ts'
import { libraryOfStub } from './types.ts'
import { nameText } from '../index/syntax.ts'
import { text, unknown, type Env, type FunctionValue, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

export { nameText }

type Declarations = Pick<Evaluator, 'symbol' | 'declaration' | 'parameter' | 'results'>

export function createDeclarations(on: Evaluator): Declarations {
  const symbol = (start: ts.Symbol, env: Env): Value[] => {
    let at = start
    for (let hops = 0; at.flags & ts.SymbolFlags.Alias && hops < 20; hops++) {
      const [node] = at.declarations ?? []
      if (!node) return [unknown]
      if (ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isBinaryExpression(node))
        return declaration(node, env)
      if (ts.isExportAssignment(node)) return on.values(node.expression, undefined)
      const library = importedLibrary(on, node)
      if (library) return [library]
      const next = immediateTarget(on.program.checker, at)
      if (!next || next === at) return [unknown]
      at = next
    }
    const nodes = at.declarations ?? []
    if (nodes.some((node) => ts.isSourceFile(node))) return moduleValues(at, env)
    return nodes.slice(0, 8).flatMap((node) => declaration(node, env))
  }

  const moduleValues = (module: ts.Symbol, env: Env): Value[] => {
    const whole = module.exports?.get('export=' as ts.__String)
    return whole ? symbol(whole, env) : [{ kind: 'module', symbol: module }]
  }

  const declaration = (node: ts.Declaration, env: Env): Value[] => {
    if (node.getSourceFile() === on.program.stubs) {
      const library = libraryOfStub(node)
      return library ? [library] : [unknown]
    }
    if (ts.isVariableDeclaration(node)) return variable(node, env)
    if (ts.isBindingElement(node)) return binding(node, env)
    if (ts.isParameter(node)) return parameter(node, env)
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isFunctionExpression(node)) {
      return [{ kind: 'function', node, env }]
    }
    if (ts.isClassLike(node)) return [{ kind: 'class', node }]
    if (ts.isEnumDeclaration(node)) return [{ kind: 'enum', node }]
    if (ts.isEnumMember(node)) return enumMember(on, node)
    if (ts.isPropertyAssignment(node)) return on.values(node.initializer, env)
    if (ts.isShorthandPropertyAssignment(node)) return on.values(node.name, env)
    if (ts.isPropertyDeclaration(node)) {
      const holder = node.parent
      if (ts.isClassLike(holder))
        return on.member({ kind: 'instance', node: holder, env: undefined }, node.name.getText())
      return [unknown]
    }
    if (ts.isGetAccessor(node)) return on.results({ kind: 'function', node, env }, [], undefined)
    if (ts.isPropertySignature(node) && node.type) return on.typeNode(node.type)
    if (ts.isMethodSignature(node)) return [{ kind: 'function', node, env: undefined }]
    if (ts.isExportAssignment(node)) return on.values(node.expression, undefined)
    if (ts.isModuleDeclaration(node)) {
      const own = on.program.checker.getSymbolAtLocation(node.name)
      return own ? [{ kind: 'module', symbol: own }] : [unknown]
    }
    if (ts.isSourceFile(node)) {
      // Of a CommonJS file the checker's own question gives nothing.
      const { symbol: own } = node as unknown as { symbol?: ts.Symbol }
      return own ? moduleValues(own, env) : [unknown]
    }
    // `exports.a = …`, `module.exports = …`, `Class.prototype.a = …` of plain JavaScript.
    const { parent } = node as ts.Node
    const assignment = ts.isBinaryExpression(node)
      ? node
      : parent && ts.isBinaryExpression(parent) && parent.left === (node as ts.Node)
        ? parent
        : undefined
    return assignment ? on.values(assignment.right, env) : [unknown]
  }

  const variable = (node: ts.VariableDeclaration, env: Env): Value[] => {
    const looped = givenByLoop(on, node, env)
    if (looped) return looped
    const made: Value[] = node.initializer ? on.values(node.initializer, env) : []
    const found = ts.isIdentifier(node.name) ? withPushed(on, made, node.name.text, node, env) : made
    if (!(ts.getCombinedNodeFlags(node) & ts.NodeFlags.Const) && ts.isIdentifier(node.name)) {
      const file = node.getSourceFile()
      const own = on.program.checker.getSymbolAtLocation(node.name)
      for (const assignment of on.index.reassignedIn(file, node.name.text)) {
        if (on.program.checker.getSymbolAtLocation(assignment.left) === own)
          found.push(...on.values(assignment.right, env))
      }
    }
    const known = found.filter(({ kind }) => kind !== 'unknown')
    if (known.length > 0) return known
    return node.type ? on.typeNode(node.type) : [unknown]
  }

  const binding = (node: ts.BindingElement, env: Env): Value[] => {
    const pattern = node.parent
    const holder = pattern.parent
    const whole = ts.isBindingElement(holder)
      ? binding(holder, env)
      : ts.isParameter(holder)
        ? parameter(holder, env)
        : variable(holder, env)
    if (node.dotDotDotToken) return whole
    const name = ts.isArrayBindingPattern(pattern)
      ? String(pattern.elements.indexOf(node))
      : nameText(node.propertyName ?? node.name)
    if (name === undefined) return [unknown]
    const found = whole.flatMap((value) => on.member(value, name)).filter(({ kind }) => kind !== 'unknown')
    if (found.some(({ kind }) => kind !== 'parameter')) return found
    if (found.length === 0 && node.initializer) return on.values(node.initializer, env)
    const named = ts.isObjectBindingPattern(pattern) ? assignedAnywhere(on, name) : []
    return found.length + named.length > 0 ? [...found, ...named] : [unknown]
  }

  const parameter = (node: ts.ParameterDeclaration, env: Env): Value[] => {
    const fn = node.parent
    const place = fn.parameters.indexOf(node)
    for (let frame = env; frame; frame = frame.outer) {
      if (frame.fn !== fn) continue
      if (frame.given) return frame.given[place] ? [frame.given[place]] : []
      if (node.dotDotDotToken) {
        const rest = frame.args.slice(place)
        return [
          {
            kind: 'list',
            elements: rest.flatMap((arg) => (ts.isSpreadElement(arg) ? [] : on.values(arg, frame.argsEnv).slice(0, 1))),
            open: rest.some(ts.isSpreadElement),
          },
        ]
      }
      const argument = argumentAt(on, frame.args, place, frame.argsEnv)
      if (argument) return argument
      if (node.initializer) return on.values(node.initializer, env)
      return frame.args.some(ts.isSpreadElement) ? [unknown] : []
    }
    const inside = callbackParameter(fn, place, env) ?? givenByList(on, fn, place, env)
    if (inside) return inside
    if (ts.isConstructorDeclaration(fn)) {
      const given = constructorArguments(fn, place)
      if (given.length > 0) return given
      const injected = injectedInto(on, node)
      if (injected.length > 0) return injected
    }
    const own: Value = { kind: 'parameter', node, path: [] }
    const byHeirs = isMaker(fn) ? givenByHeirs(on, fn, place) : []
    const given = [...byHeirs, ...reassigned(node, env)]
    if (given.length > 0) return [own, ...given]
    return node.initializer ? [own, ...on.values(node.initializer, env)] : [own]
  }

  /** `if (!hub) hub = new Hub()`. */
  const reassigned = ({ name }: ts.ParameterDeclaration, env: Env): Value[] => {
    if (!ts.isIdentifier(name)) return []
    const own = on.program.checker.getSymbolAtLocation(name)
    return on.index
      .reassignedIn(name.getSourceFile(), name.text)
      .filter(({ left }) => on.program.checker.getSymbolAtLocation(left) === own)
      .flatMap(({ right }) => on.values(right, env))
      .filter(isObject)
  }

  /** The parameter of a function written right into `promise.then(…)`, or into what hands an object over. */
  const callbackParameter = (fn: ts.SignatureDeclaration, place: number, env: Env): Value[] | undefined => {
    const call = fn.parent
    const keyed = place === 0 ? keyedIn(fn) : undefined
    const handedByKey = keyed && handedTo(on, keyed.call, env, keyed.key)
    if (handedByKey) return [handedByKey]
    if (!ts.isCallExpression(call) || !ts.isPropertyAccessExpression(call.expression)) return undefined
    if (!call.arguments.includes(fn as unknown as ts.Expression)) return undefined
    const method = call.expression.name.text
    const handed = place === 0 && handedTo(on, call, env)
    if (handed) return [handed]
    if (place === 0 && method === 'then') return on.values(call.expression.expression, env)
    return undefined
  }

  /** What every `new` of the class in the workspace, and every `super(…)` of its heirs, gives there. */
  const constructorArguments = (fn: ts.ConstructorDeclaration, place: number): Value[] => {
    const holder = fn.parent
    const name = holder.name?.text
    if (name === undefined) return []
    const found: Value[] = []
    for (const made of (on.index.news.get(name) ?? []).slice(0, 24)) {
      if (!on.values(made.expression, undefined).some((value) => value.kind === 'class' && value.node === holder))
        continue
      found.push(...(argumentAt(on, made.arguments ?? [], place, undefined) ?? []))
    }
    for (const heir of (on.index.heirs.get(name) ?? []).slice(0, 24)) {
      if (!ts.isClassLike(heir)) continue
      if (!on.bases(heir).some((value) => value.kind === 'class' && value.node === holder)) continue
      const args = superArguments(heir)
      if (args) found.push(...(argumentAt(on, args, place, undefined) ?? []))
    }
    return found.filter(({ kind }) => kind !== 'unknown')
  }

  const results = (
    fn: FunctionValue,
    args: readonly ts.Expression[],
    argsEnv: Env,
    given?: readonly Value[],
  ): Value[] => {
    const { node } = fn
    const body = (node as ts.FunctionLikeDeclaration).body as ts.Block | ts.Expression | undefined
    const frame: Env = { fn: node, args, argsEnv, ...(given && { given }), self: fn.self, outer: fn.env }
    const returned = !body ? [] : ts.isBlock(body) ? returnsOf(body).slice(0, 16) : [body]
    const found = returned.flatMap((one) => on.values(one, frame)).filter(({ kind }) => kind !== 'unknown')
    if (found.length > 0) return found
    return node.type ? on.typeNode(node.type) : [unknown]
  }

  return { symbol, declaration, parameter, results }
}

/** `call({ key: (…) => … })`, `call({ key(…) {…} })`. */
function keyedIn(fn: ts.SignatureDeclaration): { call: ts.CallExpression; key: string } | undefined {
  const property = ts.isPropertyAssignment(fn.parent) ? fn.parent : ts.isMethodDeclaration(fn) ? fn : undefined
  const object = property?.parent
  const key = property && nameText(property.name)
  if (key === undefined || !object || !ts.isObjectLiteralExpression(object)) return undefined
  return ts.isCallExpression(object.parent) && object.parent.arguments.includes(object)
    ? { call: object.parent, key }
    : undefined
}

export function superArguments(node: ts.ClassLikeDeclaration): readonly ts.Expression[] | undefined {
  const own = node.members.find(ts.isConstructorDeclaration)
  for (const statement of own?.body?.statements ?? []) {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) continue
    if (statement.expression.expression.kind === ts.SyntaxKind.SuperKeyword) return statement.expression.arguments
  }
  return undefined
}

export function argumentAt(
  on: Evaluator,
  args: readonly ts.Expression[],
  place: number,
  env: Env,
): Value[] | undefined {
  const spread = args.findIndex(ts.isSpreadElement)
  if (spread >= 0 && spread <= place) {
    const one = args[spread]
    if (!one || !ts.isSpreadElement(one)) return undefined
    const lists = on.values(one.expression, env)
    const [only] = lists
    if (lists.length === 1 && only?.kind === 'list') {
      const value = only.elements[place - spread]
      return value ? [value] : undefined
    }
    // `f(...args)` hands the caller's own rest on, one place after another.
    if (only?.kind === 'parameter') return [{ ...only, path: [...only.path, String(place - spread)] }]
    return [unknown]
  }
  const argument = args[place]
  return argument && on.values(argument, env)
}

export function enumMember(on: Evaluator, node: ts.EnumMember): Value[] {
  if (node.initializer) return on.values(node.initializer, undefined)
  const constant = on.program.checker.getConstantValue(node)
  return constant === undefined ? [unknown] : [text(String(constant))]
}

/** Returned expressions of this very function, not of those inside it. */
function returnsOf(body: ts.Block): ts.Expression[] {
  const found: ts.Expression[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression)
    ts.forEachChild(node, visit)
  }
  ts.forEachChild(body, visit)
  return found
}

/** If the import leads out of the workspace: what it means. */
function importedLibrary(on: Evaluator, node: ts.Declaration): Value | undefined {
  const from = moduleSpecifierOf(node)
  if (from === undefined || on.program.resolve(from, node.getSourceFile())) return undefined
  if (ts.isNamespaceImport(node) || ts.isImportEqualsDeclaration(node) || ts.isNamespaceExport(node)) {
    return { kind: 'library', module: from, name: '' }
  }
  if (ts.isImportClause(node)) return { kind: 'library', module: from, name: 'default' }
  if (ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) {
    return { kind: 'library', module: from, name: (node.propertyName ?? node.name).text }
  }
  return undefined
}

function moduleSpecifierOf(node: ts.Declaration): string | undefined {
  if (ts.isImportEqualsDeclaration(node)) {
    const { moduleReference } = node
    return ts.isExternalModuleReference(moduleReference) && ts.isStringLiteralLike(moduleReference.expression)
      ? moduleReference.expression.text
      : undefined
  }
  for (let at: ts.Node | undefined = node; at && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isImportDeclaration(at) || ts.isExportDeclaration(at)) {
      return at.moduleSpecifier && ts.isStringLiteralLike(at.moduleSpecifier) ? at.moduleSpecifier.text : undefined
    }
  }
  return undefined
}

function immediateTarget(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol | undefined {
  const internal = checker as unknown as { getImmediateAliasedSymbol?(symbol: ts.Symbol): ts.Symbol | undefined }
  return internal.getImmediateAliasedSymbol?.(symbol) ?? checker.getAliasedSymbol(symbol)
}
