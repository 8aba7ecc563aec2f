/** Values by type: of annotations, also of libraries that are not there, and of what the checker infers. */
import { ts } from 'ts-morph'
import { text, unknown, type LibraryValue, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

export function createTypes(on: Evaluator): Pick<Evaluator, 'typed' | 'typeNode'> {
  const running = new Set<ts.Node>()

  const typeNode = (node: ts.TypeNode): Value[] => {
    if (running.has(node)) return []
    running.add(node)
    try {
      return fromNode(node)
    } finally {
      running.delete(node)
    }
  }

  const fromNode = (node: ts.TypeNode): Value[] => {
    if (ts.isTypeReferenceNode(node)) return reference(node.typeName, node.typeArguments)
    if (ts.isExpressionWithTypeArguments(node)) {
      if (ts.isIdentifier(node.expression) || ts.isPropertyAccessExpression(node.expression)) {
        const name = ts.isIdentifier(node.expression) ? node.expression.text : ''
        if (node.typeArguments?.[0] && transparent.has(name)) return typeNode(node.typeArguments[0])
      }
      const aliased = aliasMeant(on, node.expression)
      if (aliased) return typeNode(aliased.type)
      return on.values(node.expression, undefined).flatMap(instanceOf)
    }
    if (ts.isUnionTypeNode(node)) {
      return node.types
        .slice(0, 40)
        .flatMap(typeNode)
        .filter(({ kind }) => kind !== 'unknown')
    }
    if (ts.isIntersectionTypeNode(node)) return node.types.flatMap(typeNode).filter(({ kind }) => kind !== 'unknown')
    if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) return typeNode(node.type)
    if (ts.isLiteralTypeNode(node)) return ts.isStringLiteralLike(node.literal) ? [text(node.literal.text)] : [unknown]
    if (ts.isArrayTypeNode(node)) return [{ kind: 'list', elements: typeNode(node.elementType), open: true }]
    if (ts.isTypeLiteralNode(node)) return [{ kind: 'instance', node, env: undefined }]
    if (ts.isConstructorTypeNode(node))
      return typeNode(node.type).flatMap((value): Value[] =>
        value.kind === 'instance' && ts.isClassLike(value.node) ? [{ kind: 'class', node: value.node }] : [],
      )
    if (ts.isTypeQueryNode(node)) {
      const symbol = on.program.checker.getSymbolAtLocation(node.exprName)
      return symbol ? on.symbol(symbol, undefined) : [unknown]
    }
    if (ts.isImportTypeNode(node) && node.qualifier) {
      const { argument } = node
      if (ts.isLiteralTypeNode(argument) && ts.isStringLiteral(argument.literal)) {
        if (!on.program.resolve(argument.literal.text, node.getSourceFile())) {
          return instanceOf({ kind: 'library', module: argument.literal.text, name: node.qualifier.getText() })
        }
      }
      return reference(node.qualifier, undefined)
    }
    if (
      ts.isIndexedAccessTypeNode(node) &&
      ts.isLiteralTypeNode(node.indexType) &&
      ts.isStringLiteral(node.indexType.literal)
    ) {
      const key = node.indexType.literal.text
      return typeNode(node.objectType).flatMap((value) => on.member(value, key))
    }
    return [unknown]
  }

  const reference = (name: ts.EntityName, args: readonly ts.TypeNode[] | undefined): Value[] => {
    const [first] = args ?? []
    if (ts.isIdentifier(name) && first) {
      if (transparent.has(name.text)) return typeNode(first)
      if (lists.has(name.text)) return [{ kind: 'list', elements: typeNode(first), open: true }]
      if (name.text === 'InstanceType') return typeNode(first).flatMap((value) => instanceOf(value))
    }
    const start = on.program.checker.getSymbolAtLocation(name)
    if (!start) {
      const of = ts.isIdentifier(name) ? on.libraries.globalClass(name.text) : undefined
      return of ? [{ kind: 'made', of, env: undefined }] : [unknown]
    }
    return typeSymbol(start)
  }

  const typeSymbol = (start: ts.Symbol): Value[] => {
    const target = start.flags & ts.SymbolFlags.Alias ? on.program.checker.getAliasedSymbol(start) : start
    const nodes = target.declarations ?? []
    const found = nodes.flatMap((node): Value[] => {
      if (node.getSourceFile() === on.program.stubs) {
        const library = libraryOfStub(node)
        return library ? instanceOf(library) : []
      }
      if (ts.isClassLike(node) || ts.isInterfaceDeclaration(node)) return [{ kind: 'instance', node, env: undefined }]
      if (ts.isFunctionDeclaration(node)) return instanceOf({ kind: 'function', node, env: undefined })
      if (ts.isTypeAliasDeclaration(node)) return typeNode(node.type).map((value) => madeBeside(on, value, node))
      if (ts.isTypeParameterDeclaration(node)) return node.constraint ? typeNode(node.constraint) : []
      if (ts.isEnumDeclaration(node)) return on.members({ kind: 'enum', node })
      if (ts.isEnumMember(node)) return on.declaration(node, undefined)
      return []
    })
    if (found.length > 0) return found
    if (nodes.length === 0 && start.flags & ts.SymbolFlags.Alias) return on.symbol(start, undefined).flatMap(instanceOf)
    return [unknown]
  }

  /** What a `new` of it gives. */
  const instanceOf = (value: Value): Value[] => {
    if (value.kind === 'class') return [{ kind: 'instance', node: value.node, env: undefined }]
    if (value.kind === 'library') {
      const of = on.libraries.classOf(value)
      return of ? [{ kind: 'made', of, env: undefined }] : [unknown]
    }
    if (value.kind === 'function') {
      const of = on.libraryClass(value)
      return of ? [{ kind: 'made', of, env: undefined }] : [unknown]
    }
    return value.kind === 'instance' || value.kind === 'made' ? [value] : [unknown]
  }

  const fromType = (type: ts.Type, depth: number): Value[] => {
    if (depth > 4 || type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never | ts.TypeFlags.Undefined | ts.TypeFlags.Null))
      return []
    if (type.isStringLiteral()) return [text(type.value)]
    if (type.isUnion()) return type.types.length > 40 ? [] : type.types.flatMap((one) => fromType(one, depth + 1))
    if (type.isIntersection()) return type.types.flatMap((one) => fromType(one, depth + 1))
    if (type.flags & ts.TypeFlags.TypeParameter) {
      const constraint = on.program.checker.getBaseConstraintOfType(type)
      return constraint ? fromType(constraint, depth + 1) : []
    }
    const symbol = type.getSymbol()
    if (!symbol) return []
    if (symbol.name === 'Promise') {
      const [inner] = on.program.checker.getTypeArguments(type as ts.TypeReference)
      return inner ? fromType(inner, depth + 1) : []
    }
    return (symbol.declarations ?? []).flatMap((node): Value[] => {
      if (node.getSourceFile() === on.program.stubs) {
        const library = libraryOfStub(node)
        return library ? instanceOf(library) : []
      }
      if (node.getSourceFile().fileName === '/globals.d.ts') return []
      if (ts.isClassLike(node)) {
        const isStatic =
          (type as ts.ObjectType).objectFlags & ts.ObjectFlags.Anonymous && type.getConstructSignatures().length > 0
        return isStatic ? [{ kind: 'class', node }] : [{ kind: 'instance', node, env: undefined }]
      }
      if (ts.isInterfaceDeclaration(node) || ts.isTypeLiteralNode(node))
        return [{ kind: 'instance', node, env: undefined }]
      if (ts.isObjectLiteralExpression(node)) return [{ kind: 'object', node, env: undefined }]
      if (
        ts.isArrowFunction(node) ||
        ts.isFunctionExpression(node) ||
        ts.isFunctionDeclaration(node) ||
        ts.isMethodDeclaration(node)
      ) {
        return [{ kind: 'function', node, env: undefined }]
      }
      return []
    })
  }

  return {
    typeNode,
    typed: (node) => {
      // One of eight words, of which the type names all.
      if (ts.isTypeOfExpression(node)) return []
      try {
        return fromType(on.program.checker.getTypeAtLocation(node), 0)
      } catch {
        // The checker's own failure on odd code must not cost the rest of the map.
        return []
      }
    },
  }
}

/** A declaration in the made-up library declarations: which module's export it stands for. */
export function libraryOfStub(node: ts.Declaration): LibraryValue | undefined {
  let name: string | undefined
  for (let at: ts.Node = node; at; at = at.parent) {
    if (ts.isClassDeclaration(at) || ts.isFunctionDeclaration(at)) name = at.name?.text ?? 'default'
    if (ts.isExportAssignment(at)) name = 'default'
    if (ts.isModuleDeclaration(at) && ts.isStringLiteral(at.name))
      return { kind: 'library', module: at.name.text, name: name ?? '' }
    if (ts.isSourceFile(at)) return name === undefined ? undefined : { kind: 'library', module: '', name }
  }
  return undefined
}

/** `class Local implements Client` of `type Client = Pick<Api, 'publish'>`. */
function aliasMeant({ program: { checker } }: Evaluator, node: ts.Expression): ts.TypeAliasDeclaration | undefined {
  const symbol = checker.getSymbolAtLocation(node)
  const meant = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return meant?.declarations?.find(ts.isTypeAliasDeclaration)
}

/**
 * `export type MailQueue = Task<Mail>` beside the only `new Task(…)` of its file: an object that goes by the alias is that one.
 */
function madeBeside(on: Evaluator, value: Value, alias: ts.TypeAliasDeclaration): Value {
  if (value.kind !== 'instance' || value.made || !ts.isClassLike(value.node) || !value.node.name) return value
  const own = alias.getSourceFile()
  if (value.node.getSourceFile() === own || ts.isUnionTypeNode(alias.type)) return value
  const names = [value.node.name.text, ...on.index.defaultNames(value.node.getSourceFile())]
  const made = names.flatMap((name) => on.index.news.get(name) ?? []).filter((one) => one.getSourceFile() === own)
  const [only] = new Set(made)
  return only && new Set(made).size === 1 ? { ...value, made: only } : value
}

const transparent = new Set([
  'Promise',
  'Readonly',
  'Partial',
  'Required',
  'NonNullable',
  'Awaited',
  'PromiseLike',
  'MaybeRef',
  'Ref',
  'Omit',
  'Pick',
])
const lists = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Iterable'])
