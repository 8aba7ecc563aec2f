/** JSON that a person wrote, comments allowed, and in which line each part of it stands. */
import { ts } from 'ts-morph'

export interface ParsedJson {
  readonly value: unknown
  readonly source: ts.JsonSourceFile
  /** The first thing that is wrong; the value is then what could be read. */
  readonly error?: { readonly message: string; readonly line: number }
}

export function parseJsonText(text: string): ParsedJson {
  const source = ts.parseJsonText('/config.json', text)
  const errors: ts.Diagnostic[] = []
  const value: unknown = text.trim() === '' ? undefined : ts.convertToObject(source, errors)
  const { parseDiagnostics } = source as unknown as { parseDiagnostics?: readonly ts.Diagnostic[] }
  const [first] = [...(parseDiagnostics ?? []), ...errors]
  if (!first) return { value, source }
  const message = ts.flattenDiagnosticMessageText(first.messageText, ' ')
  return { value, source, error: { message, line: lineAt(source, first.start ?? 0) } }
}

/** Where the part stands that a path such as `rules[3].name` or `"a.b"[0]` names, or as much of it as there is. */
export function linesOf(source: ts.JsonSourceFile, path: string): number {
  const whole = source.statements[0]?.expression
  if (!whole) return 1
  let at: ts.Node = whole
  for (const step of path.match(/"[^"]*"|\[\d+\]|[^.[\]"]+/g) ?? []) {
    const next: ts.Node | undefined = step.startsWith('[')
      ? elementAt(at, Number(step.slice(1, -1)))
      : propertyOf(at, step.replaceAll('"', ''))
    if (!next) break
    at = next
  }
  return lineAt(source, at.getStart(source))
}

function elementAt(node: ts.Node, index: number): ts.Node | undefined {
  return ts.isArrayLiteralExpression(node) ? node.elements[index] : undefined
}

function propertyOf(node: ts.Node, name: string): ts.Node | undefined {
  if (!ts.isObjectLiteralExpression(node)) return undefined
  for (const property of node.properties)
    if (ts.isPropertyAssignment(property) && ts.isStringLiteral(property.name) && property.name.text === name)
      return property.initializer
  return undefined
}

function lineAt(source: ts.JsonSourceFile, position: number): number {
  return source.getLineAndCharacterOfPosition(position).line + 1
}
