/** Values of expressions, one kind of syntax after another. */
import { ts } from 'ts-morph'
import { assignedAnywhere } from './fieldNames.ts'
import { modulesAt, modulesInFolder } from './computedModules.ts'
import { boundThis } from './boundThis.ts'
import { frameworkValue } from './frameworkCalls.ts'
import { exposedAs, isPage } from './exposed.ts'
import { foldCall } from './builtins.ts'
import { collection } from './iteration.ts'
import { inOtherCase } from './casing.ts'
import { memberOfCradle, resolvedBy } from './containers.ts'
import { inheritedClass, isMaker, isNamedAsClass, makerOfThis } from './constructorFunctions.ts'
import { givenClass } from '../libraries/libraries.ts'
import { givenThis } from './givenThis.ts'
import { keptInTable } from './heldTables.ts'
import { madeOver } from './mixedObjects.ts'
import { tableMade } from './madeTables.ts'
import { classOfLiteral, isHanded } from './makerLiterals.ts'
import { isStatic, thisContainer } from '../index/syntax.ts'
import { asText, isKnown, joinTexts, listOf, mostChoices, text, unknown, type Env, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

export function createExpressions(on: Evaluator): { values(node: ts.Expression, env: Env): Value[] } {
  const values = (node: ts.Expression, env: Env): Value[] => {
    if (ts.isStringLiteralLike(node)) return [text(node.text)]
    if (ts.isNumericLiteral(node)) return [text(node.text)]
    if (ts.isIdentifier(node)) return identifier(node, env)
    if (ts.isPropertyAccessExpression(node)) return property(node, node.name.text, env)
    if (ts.isElementAccessExpression(node)) return element(node, env)
    if (ts.isCallExpression(node)) return call(node, env)
    if (ts.isNewExpression(node)) return construct(node, env)
    if (ts.isTemplateExpression(node)) {
      return joinTexts([
        [text(node.head.text)],
        ...node.templateSpans.flatMap((span) => [on.values(span.expression, env), [text(span.literal.text)]]),
      ])
    }
    if (ts.isBinaryExpression(node)) return binary(node, env)
    if (ts.isConditionalExpression(node)) return [...on.values(node.whenTrue, env), ...on.values(node.whenFalse, env)]
    if (ts.isAsExpression(node) || ts.isTypeAssertionExpression(node)) {
      const inner = on.values(node.expression, env)
      const known = inner.filter(({ kind }) => kind !== 'unknown')
      if (known.length > 0 && !known.every(({ kind }) => kind === 'parameter')) return known
      const byType = on.typeNode(node.type).filter(({ kind }) => kind !== 'unknown' && kind !== 'text')
      return byType.length > 0 ? byType : inner
    }
    if (ts.isParenthesizedExpression(node) || ts.isNonNullExpression(node) || ts.isSatisfiesExpression(node)) {
      return on.values(node.expression, env)
    }
    if (ts.isAwaitExpression(node)) return on.values(node.expression, env)
    // What a generator hands on gives in the end: `const queue = yield* Queue.unbounded()`.
    if (ts.isYieldExpression(node) && node.asteriskToken && node.expression) return on.values(node.expression, env)
    if (ts.isObjectLiteralExpression(node)) return [{ kind: 'object', node, env }]
    if (ts.isArrayLiteralExpression(node)) return [list(node, env)]
    if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return [{ kind: 'function', node, env }]
    if (ts.isClassExpression(node)) return [{ kind: 'class', node }]
    if (node.kind === ts.SyntaxKind.ThisKeyword) return self(node, env)
    if (node.kind === ts.SyntaxKind.SuperKeyword) {
      return self(node, env).flatMap((value) =>
        value.kind === 'instance' && (ts.isClassDeclaration(value.node) || ts.isClassExpression(value.node))
          ? [value]
          : [],
      )
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
      return joinTexts([[text('-')], on.values(node.operand, env)])
    }
    return [unknown]
  }

  const identifier = (node: ts.Identifier, env: Env): Value[] => {
    if (node.text === 'undefined') return []
    if (node.text === 'Infinity') return [text('Infinity')]
    const symbol = symbolAt(on.program.checker, node)
    if (symbol) return on.symbol(symbol, env)
    if (on.libraries.globalClass(node.text)) return [{ kind: 'library', module: '', name: node.text }]
    const exposed = exposedAs(on, node.text)
    return exposed.length > 0 ? exposed : globalVariable(node.text)
  }

  /** `global.APP = …` anywhere in the workspace. */
  const globalVariable = (name: string): Value[] => {
    const found = (on.index.assignments.get(name) ?? []).filter(({ left }) => {
      const { expression } = left as ts.PropertyAccessExpression
      return ts.isIdentifier(expression) && globalObjects.has(expression.text)
    })
    return found.length > 0 ? found.slice(0, 4).flatMap(({ right }) => on.values(right, undefined)) : [unknown]
  }

  const property = (node: ts.PropertyAccessExpression, name: string, env: Env): Value[] => {
    const known = on
      .values(node.expression, env)
      .flatMap((value) => on.member(value, name))
      .filter(({ kind }) => kind !== 'unknown')
    const exposed = known.length === 0 && isPage(node.expression) ? exposedAs(on, name) : known
    const held = exposed.length > 0 ? exposed : memberOfCradle(on, node)
    if (held !== known && held.length > 0) return held
    const symbol = on.program.checker.getSymbolAtLocation(node.name)
    if (known.some(({ kind }) => kind !== 'parameter')) return known
    if (known.length > 0) return symbol ? known : [...known, ...assignedAnywhere(on, name)]
    const meant = symbol ?? declaredGlobal(on.program.checker, node)
    if (meant) return on.symbol(meant, undefined)
    return node.expression.kind === ts.SyntaxKind.ThisKeyword ? [unknown] : assignedAnywhere(on, name)
  }

  const element = (node: ts.ElementAccessExpression, env: Env): Value[] => {
    const objects = on.values(node.expression, env)
    const keys = on.values(node.argumentExpression, env)
    const found = keys.flatMap((key) =>
      objects.flatMap((object) =>
        key.kind === 'text' && !key.dynamic
          ? on.member(object, key.text)
          : object.kind === 'list' && object.keyed && key.kind === 'text'
            ? [key]
            : on.members(object),
      ),
    )
    // A key that only a run tells, on a long table, says nothing.
    if (found.length > 12) return [unknown]
    if (found.some(isKnown) || keys.every(({ kind }) => kind === 'text')) return found
    return [...found, ...keptInTable(on, node.expression)]
  }

  const binary = (node: ts.BinaryExpression, env: Env): Value[] => {
    switch (node.operatorToken.kind as number) {
      case ts.SyntaxKind.PlusToken: {
        const left = on.values(node.left, env)
        const right = on.values(node.right, env)
        const numbers = isNumber(node.left) && isNumber(node.right)
        return numbers
          ? [text(String(Number(asText(left[0] ?? unknown).text) + Number(asText(right[0] ?? unknown).text)))]
          : joinTexts([left, right])
      }
      case ts.SyntaxKind.QuestionQuestionToken:
      case ts.SyntaxKind.BarBarToken: {
        const left = on.values(node.left, env).filter(({ kind }) => kind !== 'unknown')
        if (left.length > 0 && left.every((value) => value.kind === 'text' && !value.dynamic && value.text !== ''))
          return left
        return [...left.filter((value) => !(value.kind === 'text' && value.text === '')), ...on.values(node.right, env)]
      }
      case ts.SyntaxKind.AmpersandAmpersandToken:
      case ts.SyntaxKind.CommaToken:
      case ts.SyntaxKind.EqualsToken:
        return on.values(node.right, env)
      case ts.SyntaxKind.QuestionQuestionEqualsToken:
      case ts.SyntaxKind.BarBarEqualsToken:
        return [...on.values(node.left, env).filter(({ kind }) => kind !== 'unknown'), ...on.values(node.right, env)]
      default:
        return [unknown]
    }
  }

  const list = (node: ts.ArrayLiteralExpression, env: Env): Value => {
    let open = false
    const elements = node.elements.slice(0, 200).flatMap((one): readonly Value[] => {
      if (!ts.isSpreadElement(one)) return on.values(one, env)
      return on.values(one.expression, env).flatMap((value) => {
        open ||= value.kind !== 'list' || value.open
        return value.kind === 'list' ? value.elements : []
      })
    })
    return { ...listOf(elements, open), literal: node }
  }

  const construct = (node: ts.NewExpression, env: Env): Value[] => {
    const collected = collection(on, node, env)
    if (collected) return collected
    return on.values(node.expression, env).map((value) => {
      if (value.kind === 'class') return { kind: 'instance', node: value.node, made: node, env }
      if (value.kind === 'object' && isHanded(value.node)) return value
      if (value.kind === 'function' && isMaker(value.node))
        return { kind: 'instance', node: value.node, made: node, env }
      const of = value.kind === 'library' || value.kind === 'function' ? on.libraryClass(value) : undefined
      if (!of) return unknown
      return { kind: 'made', of, node, env }
    })
  }

  const call = (node: ts.CallExpression, env: Env): Value[] => {
    const found = called(node, env)
    const table = tableMade(on, node, env, found)
    if (table) return [table]
    const made = classOfLiteral(node, env, found)
    return made ? [made] : found
  }

  const called = (node: ts.CallExpression, env: Env): Value[] => {
    const required = requiredModule(node)
    if (required !== undefined) {
      const file = on.program.resolve(required, node.getSourceFile())
      return file ? on.declaration(file, undefined) : [{ kind: 'library', module: required, name: '' }]
    }
    const computed = modulesAt(on, node, env)
    if (computed) return computed
    const folder = modulesInFolder(on, node, env)
    if (folder) return [folder]
    const callee = node.expression
    if (ts.isPropertyAccessExpression(callee)) {
      const over = madeOver(on, node, env)
      if (over.length > 0) return over
      const folded = foldCall(on, callee, node.arguments, env)
      if (folded) return folded
      const objects = on.values(callee.expression, env)
      const found = objects.flatMap((object): Value[] => {
        const of = on.libraryClass(object)
        const methods = on.member(object, callee.name.text).filter(({ kind }) => kind === 'function')
        if (methods.length === 0 && of) {
          const given = givenClass(of, callee.name.text)
          if (given) return [given === of ? object : { kind: 'made', of: given, node, env }]
        }
        return methods.flatMap((fn) =>
          fn.kind === 'function' ? on.results({ ...fn, self: object }, node.arguments, env) : [],
        )
      })
      if (found.some(({ kind }) => kind !== 'unknown')) return found.filter(({ kind }) => kind !== 'unknown')
      if (callee.name.text === 'get' || callee.name.text === 'values') {
        const kept = keptInTable(on, callee.expression)
        if (kept.length > 0) return callee.name.text === 'get' ? kept : [{ kind: 'list', elements: kept, open: true }]
      }
      const resolved = resolvedBy(on, node)
      if (resolved) return resolved
    } else if (ts.isIdentifier(callee) && (callee.text === 'String' || callee.text === 'Symbol') && node.arguments[0]) {
      return joinTexts([on.values(node.arguments[0], env)])
    }
    return on.values(callee, env).flatMap((value): Value[] => {
      if (value.kind === 'function') return on.results(value, node.arguments, env)
      if (value.kind === 'library') {
        const written = node.arguments[0] && inOtherCase(value, on.values(node.arguments[0], env))
        if (written) return written
        const fn = on.libraries.functionOf(value)
        if (fn?.rules.gives !== undefined) {
          return [{ kind: 'made', of: { detector: fn.detector, name: fn.rules.gives }, node, env }]
        }
        return frameworkValue(on, value, node, env) ?? [unknown]
      }
      return [unknown]
    })
  }

  const self = (node: ts.Node, env: Env): Value[] => {
    const container = thisContainer(node)
    if (!container) return [unknown]
    for (let frame = env; frame; frame = frame.outer) {
      if (frame.fn === container && frame.self) return [frame.self]
    }
    const holder = container.parent
    if (ts.isClassLike(holder)) {
      return isStatic(container)
        ? [{ kind: 'class', node: holder }]
        : [{ kind: 'instance', node: holder, env: undefined }]
    }
    if (ts.isClassLike(container)) return [{ kind: 'instance', node: container, env: undefined }]
    const bound = boundThis(on, container)
    if (bound.length > 0) return bound
    const maker = makerOfThis(on, container)
    if (maker && isMaker(maker) && (isNamedAsClass(maker) || inheritedClass(on, maker)))
      return [{ kind: 'instance', node: maker, env: undefined }]
    if (maker && ts.isClassLike(maker)) return [{ kind: 'instance', node: maker, env: undefined }]
    const of = maker && inheritedClass(on, maker)
    if (of) return [{ kind: 'made', of, env: undefined }]
    if (ts.isObjectLiteralExpression(holder)) return [{ kind: 'object', node: holder, env: undefined }]
    if (ts.isPropertyAssignment(holder) && ts.isObjectLiteralExpression(holder.parent)) {
      return [{ kind: 'object', node: holder.parent, env: undefined }]
    }
    return [givenThis(on, container) ?? unknown]
  }

  return { values: (node, env) => values(node, env).slice(0, mostChoices * 2) }
}

const globalObjects = new Set(['global', 'globalThis', 'window', 'self'])

/** `global.bus` of `declare global { var bus: Bus }`. */
function declaredGlobal(
  checker: ts.TypeChecker,
  { expression, name }: ts.PropertyAccessExpression,
): ts.Symbol | undefined {
  if (!ts.isIdentifier(expression) || expression.text === 'self' || !globalObjects.has(expression.text))
    return undefined
  const internal = checker as unknown as {
    resolveName?(name: string, at: undefined, meaning: ts.SymbolFlags, excludeGlobals: boolean): ts.Symbol | undefined
  }
  const found = internal.resolveName?.(name.text, undefined, ts.SymbolFlags.Value, false)
  return found?.declarations?.some(ts.isVariableDeclaration) ? found : undefined
}

function symbolAt(checker: ts.TypeChecker, node: ts.Identifier): ts.Symbol | undefined {
  if (ts.isShorthandPropertyAssignment(node.parent)) return checker.getShorthandAssignmentValueSymbol(node.parent)
  return checker.getSymbolAtLocation(node)
}

function requiredModule(node: ts.CallExpression): string | undefined {
  const [argument] = node.arguments
  if (!argument || !ts.isStringLiteralLike(argument)) return undefined
  const { expression } = node
  return (ts.isIdentifier(expression) && expression.text === 'require') ||
    expression.kind === ts.SyntaxKind.ImportKeyword
    ? argument.text
    : undefined
}

const isNumber = (node: ts.Expression): boolean =>
  ts.isNumericLiteral(node) || (ts.isParenthesizedExpression(node) && isNumber(node.expression))
