/** The function that holds a site, under the name a reader would give it. */
import { ts } from 'ts-morph'
import { lastName } from '../index/sourceIndex.ts'
import { nameText } from '../values/declarations.ts'

export interface Code {
  readonly name: string
  readonly node: ts.Node
}

/** `handlers`: functions that receive; each is its own node of the picture, also where it has no name. */
export function codeAround(node: ts.Node, handlers: ReadonlyMap<ts.Node, string>): Code {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    const given = handlers.get(at)
    if (given !== undefined) return { name: given, node: startOf(at) }
    const name = ts.isFunctionLike(at) ? functionName(at) : undefined
    if (name !== undefined) return { name, node: startOf(at) }
    if (ts.isPropertyDeclaration(at) && ts.isClassLike(at.parent))
      return { name: qualified(at.parent, nameText(at.name) ?? 'field'), node: at.name }
    if (ts.isClassStaticBlockDeclaration(at) && at.parent.name)
      return { name: at.parent.name.text, node: at.parent.name }
  }
  const file = node.getSourceFile()
  return { name: baseName(file.fileName), node: file }
}

export function codeOf(fn: ts.Node, name: string): Code {
  return { name: functionName(fn) ?? name, node: startOf(fn) }
}

export function functionName(fn: ts.Node): string | undefined {
  if (ts.isMethodDeclaration(fn) || ts.isGetAccessor(fn) || ts.isSetAccessor(fn) || ts.isMethodSignature(fn)) {
    const own = nameText(fn.name)
    if (own === undefined) return undefined
    if (ts.isClassLike(fn.parent)) return qualified(fn.parent, own)
    const holder =
      ts.isObjectLiteralExpression(fn.parent) && ts.isVariableDeclaration(fn.parent.parent)
        ? nameText(fn.parent.parent.name as ts.BindingName)
        : undefined
    return holder === undefined ? own : `${holder}.${own}`
  }
  if (ts.isConstructorDeclaration(fn)) return fn.parent.name?.text
  if (ts.isFunctionDeclaration(fn) || ts.isFunctionExpression(fn)) {
    if (fn.name) return fn.name.text
  }
  let at = fn.parent
  while (at && (ts.isParenthesizedExpression(at) || ts.isAsExpression(at) || ts.isSatisfiesExpression(at)))
    at = at.parent
  if (!at) return undefined
  if (ts.isVariableDeclaration(at)) return nameText(at.name as ts.BindingName)
  if (ts.isPropertyAssignment(at)) {
    const own = nameText(at.name)
    const holder = ts.isVariableDeclaration(at.parent.parent)
      ? nameText(at.parent.parent.name as ts.BindingName)
      : undefined
    return holder === undefined ? own : `${holder}.${own}`
  }
  if (ts.isPropertyDeclaration(at) && ts.isClassLike(at.parent))
    return qualified(at.parent, nameText(at.name) ?? 'field')
  if (ts.isBinaryExpression(at)) {
    if (ts.isPropertyAccessExpression(at.left)) return memberName(at.left)
    if (ts.isIdentifier(at.left)) return at.left.text
  }
  return undefined
}

/** `Game.tick` of `Game.prototype.tick = …`: as if it were written as a class. */
function memberName({ expression, name }: ts.PropertyAccessExpression): string {
  const isOfPrototype = ts.isPropertyAccessExpression(expression) && expression.name.text === 'prototype'
  const holder = isOfPrototype ? lastName(expression.expression) : undefined
  return holder === undefined ? name.text : `${holder}.${name.text}`
}

function qualified(holder: ts.ClassLikeDeclaration, name: string): string {
  return holder.name ? `${holder.name.text}.${name}` : name
}

function startOf(fn: ts.Node): ts.Node {
  const { name } = fn as { name?: ts.Node }
  return name ?? fn
}

function baseName(file: string): string {
  return file
    .slice(file.lastIndexOf('/') + 1)
    .replace(/(\.(?:vue|svelte|astro))\.ts$/, '$1')
    .replace(/\.[cm]?[jt]sx?$/, '')
}
