/** One walk over every file: where names are called, made, decorated, assigned and inherited. */
import { ts } from 'ts-morph'

export interface SourceIndex {
  /** Calls by the last name of what is called: `a.b.emit()` → `emit`. */
  readonly calls: ReadonlyMap<string, readonly ts.CallExpression[]>
  readonly news: ReadonlyMap<string, readonly ts.NewExpression[]>
  readonly decorators: ReadonlyMap<string, readonly ts.Decorator[]>
  /** `x.name = …` by `name`. */
  readonly assignments: ReadonlyMap<string, readonly ts.BinaryExpression[]>
  /** `name = …` of a variable. */
  readonly reassigned: ReadonlyMap<string, readonly ts.BinaryExpression[]>
  /** Classes and interfaces by the last name of each thing they extend or implement. */
  readonly heirs: ReadonlyMap<string, readonly (ts.ClassLikeDeclaration | ts.InterfaceDeclaration)[]>
  /** Local names that an exported name goes by elsewhere. */
  readonly renames: ReadonlyMap<string, ReadonlySet<string>>
  readonly forAwaits: readonly ts.ForOfStatement[]
  readonly classes: readonly ts.ClassLikeDeclaration[]
}

export function indexSources(files: readonly ts.SourceFile[]): SourceIndex {
  const calls = new Map<string, ts.CallExpression[]>()
  const news = new Map<string, ts.NewExpression[]>()
  const decorators = new Map<string, ts.Decorator[]>()
  const assignments = new Map<string, ts.BinaryExpression[]>()
  const reassigned = new Map<string, ts.BinaryExpression[]>()
  const heirs = new Map<string, (ts.ClassLikeDeclaration | ts.InterfaceDeclaration)[]>()
  const renames = new Map<string, Set<string>>()
  const forAwaits: ts.ForOfStatement[] = []
  const classes: ts.ClassLikeDeclaration[] = []

  const rename = (from: string, to: string): void => {
    if (from === to) return
    const known = renames.get(from)
    if (known) known.add(to)
    else renames.set(from, new Set([to]))
  }

  const visit = (node: ts.Node): void => {
    switch (node.kind as number) {
      case ts.SyntaxKind.CallExpression: {
        const call = node as ts.CallExpression
        const name = lastName(call.expression)
        if (name !== undefined) put(calls, name, call)
        break
      }
      case ts.SyntaxKind.NewExpression: {
        const name = lastName((node as ts.NewExpression).expression)
        if (name !== undefined) put(news, name, node as ts.NewExpression)
        break
      }
      case ts.SyntaxKind.Decorator: {
        const { expression } = node as ts.Decorator
        const name = lastName(ts.isCallExpression(expression) ? expression.expression : expression)
        if (name !== undefined) put(decorators, name, node as ts.Decorator)
        break
      }
      case ts.SyntaxKind.BinaryExpression: {
        const assignment = node as ts.BinaryExpression
        const operator = assignment.operatorToken.kind
        if (
          operator === ts.SyntaxKind.EqualsToken ||
          operator === ts.SyntaxKind.QuestionQuestionEqualsToken ||
          operator === ts.SyntaxKind.BarBarEqualsToken
        ) {
          const { left } = assignment
          if (ts.isPropertyAccessExpression(left)) put(assignments, left.name.text, assignment)
          else if (ts.isIdentifier(left)) put(reassigned, left.text, assignment)
        }
        break
      }
      case ts.SyntaxKind.ClassDeclaration:
      case ts.SyntaxKind.ClassExpression:
        classes.push(node as ts.ClassLikeDeclaration)
        for (const name of heritageNames(node as ts.ClassLikeDeclaration))
          put(heirs, name, node as ts.ClassLikeDeclaration)
        break
      case ts.SyntaxKind.InterfaceDeclaration:
        for (const name of heritageNames(node as ts.InterfaceDeclaration))
          put(heirs, name, node as ts.InterfaceDeclaration)
        break
      case ts.SyntaxKind.ImportSpecifier:
      case ts.SyntaxKind.ExportSpecifier: {
        const { propertyName, name } = node as ts.ImportSpecifier | ts.ExportSpecifier
        if (propertyName) rename(propertyName.text, name.text)
        break
      }
      case ts.SyntaxKind.ImportClause: {
        const { name } = node as ts.ImportClause
        if (name) rename('default', name.text)
        break
      }
      case ts.SyntaxKind.BindingElement: {
        const { propertyName, name } = node as ts.BindingElement
        if (propertyName && ts.isIdentifier(propertyName) && ts.isIdentifier(name)) rename(propertyName.text, name.text)
        break
      }
      case ts.SyntaxKind.VariableDeclaration: {
        const { name, initializer } = node as ts.VariableDeclaration
        if (ts.isIdentifier(name) && initializer && isClassName(name.text)) {
          for (const one of choicesOf(initializer)) {
            const from = lastName(one)
            if (from !== undefined) rename(from, name.text)
          }
        }
        break
      }
      case ts.SyntaxKind.ForOfStatement:
        if ((node as ts.ForOfStatement).awaitModifier) forAwaits.push(node as ts.ForOfStatement)
        break
    }
    ts.forEachChild(node, visit)
  }
  for (const file of files) visit(file)
  return { calls, news, decorators, assignments, reassigned, heirs, renames, forAwaits, classes }
}

/** Of imports, and of `require` at the top of a file. */
export function moduleSpecifiers(file: ts.SourceFile): string[] {
  return file.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement)) return [(statement.moduleSpecifier as ts.StringLiteral).text]
    if (!ts.isVariableStatement(statement)) return []
    return statement.declarationList.declarations.flatMap(({ initializer }) => {
      const at = initializer && ts.isPropertyAccessExpression(initializer) ? initializer.expression : initializer
      const call = at && ts.isCallExpression(at) && ts.isCallExpression(at.expression) ? at.expression : at
      if (!call || !ts.isCallExpression(call) || lastName(call.expression) !== 'require') return []
      const [module] = call.arguments
      return module && ts.isStringLiteralLike(module) ? [module.text] : []
    })
  })
}

const isClassName = (name: string): boolean => /^[A-Z]/.test(name)

/** `Queue` and `QueuePro` of `const QueueClass = isPro ? pro.QueuePro : Queue`. */
function choicesOf(expression: ts.Expression): ts.Expression[] {
  if (ts.isParenthesizedExpression(expression)) return choicesOf(expression.expression)
  if (ts.isConditionalExpression(expression))
    return [...choicesOf(expression.whenTrue), ...choicesOf(expression.whenFalse)]
  return [expression]
}

/** `a.b.c` → `c`, `c` → `c`, `(await x).c` → `c`. */
export function lastName(expression: ts.Expression): string | undefined {
  if (ts.isIdentifier(expression)) return expression.text
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text
  if (ts.isElementAccessExpression(expression) && ts.isStringLiteralLike(expression.argumentExpression)) {
    return expression.argumentExpression.text
  }
  if (ts.isParenthesizedExpression(expression) || ts.isNonNullExpression(expression) || ts.isAsExpression(expression)) {
    return lastName(expression.expression)
  }
  return undefined
}

function heritageNames(node: ts.ClassLikeDeclaration | ts.InterfaceDeclaration): string[] {
  return (node.heritageClauses ?? []).flatMap(({ types }) => types.flatMap(({ expression }) => namesIn(expression)))
}

/** Every name that may be the class in `extends`: also inside casts and mixin calls. */
function namesIn(expression: ts.Expression): string[] {
  if (ts.isCallExpression(expression))
    return [...namesIn(expression.expression), ...expression.arguments.flatMap(namesIn)]
  const name = lastName(expression)
  return name === undefined ? [] : [name]
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
