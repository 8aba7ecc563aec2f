/** Members of values: properties of objects, fields of instances and of their subclasses, exports of modules. */
import { ts } from 'ts-morph'
import { cradleMember, injectedInto } from './containers.ts'
import { enumMember, nameText } from './declarations.ts'
import { boxMembers } from './frameworkCalls.ts'
import { givenClass } from '../libraries/libraries.ts'
import type { Lineage } from './lineage.ts'
import { filledIn } from './filledObjects.ts'
import { isNothing } from './fieldNames.ts'
import { isMaker, makerIn } from './constructorFunctions.ts'
import { basesOfLiteral } from './makerLiterals.ts'
import { mixedWith } from './mixedObjects.ts'
import { makerMember } from './makerMembers.ts'
import { withPushed } from './pushed.ts'
import { elementsOf, partsOfEntry } from './tables.ts'
import { isExports, isInside, isStatic } from '../index/syntax.ts'
import { isKnown, text, unknown, type Env, type InstanceValue, type Value } from './value.ts'
import type { Evaluator } from './evaluator.ts'

type Members = Pick<Evaluator, 'member' | 'members' | 'keys'>

export function createMembers(on: Evaluator, { lineage, constructionFrame, superFrame }: Lineage): Members {
  const member = (value: Value, name: string): Value[] => partsOfEntry(on, value, name, memberOf(value, name))

  const memberOf = (value: Value, name: string): Value[] => {
    switch (value.kind) {
      case 'object':
        return objectMember(value.node, name, value.env)
      case 'instance':
        return instanceMember(value, name)
      case 'class':
        return name === 'prototype'
          ? [{ kind: 'instance', node: value.node, env: undefined }]
          : staticMember(value.node, name)
      case 'enum': {
        const found = value.node.members.find((one) => nameText(one.name) === name)
        return found ? enumMember(on, found) : [unknown]
      }
      case 'module': {
        const exported =
          value.symbol.exports?.get(name as ts.__String) ??
          on.program.checker.getExportsOfModule(value.symbol).find((one) => one.name === name)
        return exported ? on.symbol(exported, undefined) : exportsMember(value.symbol, name)
      }
      case 'list': {
        if (name === '[]') return elementsOf([value])
        if (value.keyed)
          return value.open || value.elements.some((one) => one.kind === 'text' && one.text === name)
            ? [text(name)]
            : [unknown]
        const place = /^\d+$/.test(name) ? value.elements[Number(name)] : undefined
        return place ? [place] : value.open ? [unknown] : []
      }
      case 'box':
        return boxMembers.includes(name) ? [...value.content] : [unknown]
      case 'library': {
        // What else a global of the platform has is not the library's: `process.env`.
        if (value.module === '') {
          const of = on.libraries.globalClass(value.name)
          const given = of && givenClass(of, name)
          return [given ? { kind: 'made', of: given, env: undefined } : unknown]
        }
        const own: Value = {
          ...value,
          name: value.name === '' || value.name === 'default' ? name : `${value.name}.${name}`,
        }
        // A module whose default export is a class may have functions beside the class's methods: `events.once`.
        if (on.libraries.functionOf(own)?.rules.call) return [own]
        const of = value.name === '' ? undefined : on.libraries.classOf(value)
        const given = of && givenClass(of, name)
        if (given) return [{ kind: 'made', of: given, env: undefined }]
        return [own]
      }
      case 'made': {
        const given = givenClass(value.of, name)
        return given
          ? [{ kind: 'made', of: given, ...(value.node && { node: value.node }), env: value.env }]
          : [unknown]
      }
      case 'parameter':
        return parameterMember(value, name)
      case 'function':
        return name === 'name' ? functionName(value.node) : setOutside(value.node, name)
      case 'text':
      case 'unknown':
        return [unknown]
    }
  }

  /** `exports.name = …` in a file that the checker takes for a module of another kind. */
  const exportsMember = (module: ts.Symbol, name: string): Value[] => {
    const file = module.valueDeclaration?.getSourceFile()
    const assigned = file ? on.index.assignmentsIn(file, name) : []
    const found = assigned.filter((one) => isExports((one.left as ts.PropertyAccessExpression).expression))
    return found.length > 0 ? found.flatMap(({ right }) => on.values(right, undefined)) : [unknown]
  }

  const parameterMember = (value: Extract<Value, { kind: 'parameter' }>, name: string): Value[] => {
    // Which class an object is of, its type alone does not say: it may be of any heir.
    if (name === 'constructor') return [{ ...value, path: [...value.path, name] }]
    // What its type says first: an object of a class keeps its fields' values whoever passes it in.
    const typed = value.path.length === 0 && value.node.type ? on.typeNode(value.node.type) : []
    const handed = value.path.length === 0 ? cradleMember(on, value.node, name) : []
    if (handed.length > 0) return handed
    const found = typed
      .flatMap((one) => (one.kind === 'parameter' ? [] : member(one, name)))
      .filter(({ kind }) => kind !== 'unknown' && kind !== 'text')
    return found.length > 0 ? found : [{ ...value, path: [...value.path, name] }]
  }

  /** `options = { ...options, a }` is spread into itself: what is asked for already is not asked for again. */
  const spreading = new Set<ts.Node>()

  const objectMember = (node: ts.ObjectLiteralExpression, name: string, env: Env): Value[] => {
    for (const property of [...node.properties].reverse()) {
      if (ts.isSpreadAssignment(property)) {
        if (spreading.has(property)) continue
        spreading.add(property)
        let found: Value[]
        try {
          found = on.values(property.expression, env).flatMap((value) => member(value, name))
        } finally {
          spreading.delete(property)
        }
        if (found.some(({ kind }) => kind !== 'unknown')) return found
        continue
      }
      const key = ts.isComputedPropertyName(property.name) ? computedKey(property.name, env) : nameText(property.name)
      if (key !== name) continue
      if (ts.isPropertyAssignment(property)) {
        const { initializer } = property
        return isNothing(initializer) ? filledIn(on, node, name, env) : on.values(initializer, env)
      }
      if (ts.isShorthandPropertyAssignment(property)) return on.values(property.name, env)
      if (ts.isMethodDeclaration(property)) return [{ kind: 'function', node: property, env }]
      if (ts.isGetAccessor(property)) return on.results({ kind: 'function', node: property, env }, [], undefined)
    }
    const filled = filledIn(on, node, name, env)
    if (filled.some(isKnown)) return filled
    const mixed = mixedMember(node, name, env)
    if (mixed.some(isKnown)) return mixed.filter(isKnown)
    const inherited = basesOfLiteral(on, node).flatMap((base) => member(base, name))
    return inherited.some(isKnown) ? inherited.filter(isKnown) : filled
  }

  const mixedMember = (node: ts.ObjectLiteralExpression, name: string, env: Env): Value[] => {
    if (spreading.has(node)) return []
    spreading.add(node)
    try {
      return mixedWith(node).flatMap((one) => on.values(one, env).flatMap((value) => member(value, name)))
    } finally {
      spreading.delete(node)
    }
  }

  const computedKey = (name: ts.ComputedPropertyName, env: Env): string | undefined => {
    const [value] = on.values(name.expression, env)
    return value?.kind === 'text' && !value.dynamic ? value.text : undefined
  }

  const staticMember = (node: ts.ClassLikeDeclaration, name: string): Value[] => {
    for (const one of lineage(node)) {
      for (const property of one.members) {
        if (!isStatic(property) || !property.name || nameText(property.name) !== name) continue
        if (ts.isPropertyDeclaration(property)) {
          if (property.initializer) return on.values(property.initializer, undefined)
          const assigned = assignedTo(one, name)
          if (assigned.length > 0) return assigned
          return property.type ? on.typeNode(property.type) : [unknown]
        }
        if (ts.isMethodDeclaration(property))
          return [{ kind: 'function', node: property, env: undefined, self: { kind: 'class', node } }]
        if (ts.isGetAccessor(property)) {
          return on.results(
            { kind: 'function', node: property, env: undefined, self: { kind: 'class', node } },
            [],
            undefined,
          )
        }
      }
    }
    return name === 'name' && node.name ? [text(node.name.text)] : setOutside(node, name)
  }

  /** `Runner.constants = …` beside the class or function. */
  const setOutside = (node: ts.ClassLikeDeclaration | ts.SignatureDeclaration, name: string): Value[] => {
    const found = on.index.assignmentsIn(node.getSourceFile(), name).filter(({ left }) => {
      const holder = (left as ts.PropertyAccessExpression).expression
      return ts.isIdentifier(holder) && makerIn(on, holder) === node
    })
    return found.length > 0 ? found.slice(0, 4).flatMap(({ right }) => on.values(right, undefined)) : [unknown]
  }

  const instanceMember = (value: InstanceValue, name: string): Value[] => {
    const { node } = value
    if (isMaker(node)) return makerMember(on, value, node, name)
    if (!ts.isClassLike(node)) {
      const said = saidByImplementers(node, name)
      return said.length > 0 ? said : signatureMember(node, name)
    }
    if (name === 'constructor') return [{ kind: 'class', node }]
    let declared: ts.TypeNode | undefined
    let frame = constructionFrame(value)
    for (const [level, one] of lineage(node).entries()) {
      if (level > 0) frame = superFrame(lineage(node)[level - 1], one, frame, value)
      for (const property of one.members) {
        if (ts.isConstructorDeclaration(property)) {
          const own = property.parameters.find(
            (parameter) => ts.isParameterPropertyDeclaration(parameter, property) && nameText(parameter.name) === name,
          )
          if (own) {
            const given = on.parameter(own, frame)
            const known = given.filter(isKnown)
            if (known.length > 0) return known
            const typed = own.type ? on.typeNode(own.type).filter(({ kind }) => kind !== 'unknown') : []
            return typed.length > 0 ? typed.map((one) => injectedThrough(one, own)) : given
          }
          continue
        }
        if (isStatic(property) || !property.name || nameText(property.name) !== name) continue
        // Of overloads, the last one runs.
        if (ts.isMethodDeclaration(property) && !property.body && hasImplementation(one, name)) continue
        if (ts.isMethodDeclaration(property)) return [{ kind: 'function', node: property, env: undefined, self: value }]
        if (ts.isGetAccessor(property))
          return on.results({ kind: 'function', node: property, env: undefined, self: value }, [], undefined)
        if (ts.isPropertyDeclaration(property)) {
          if (property.initializer) {
            const holder: Env = { fn: property, args: [], argsEnv: undefined, self: value, outer: frame }
            const made = on.values(property.initializer, holder).filter(({ kind }) => kind !== 'unknown')
            const found = withPushed(on, made, name, one, undefined)
            if (found.length > 0) return found
          }
          const injected = injectedInto(on, property)
          if (injected.length > 0) return injected
          declared ??= property.type
        }
      }
      const assigned = assignedTo(one, name, frame).filter(isKnown)
      if (assigned.length > 0) return assigned
      if (declared) break
    }
    if (declared) {
      const typed = on.typeNode(declared).filter(({ kind }) => kind !== 'unknown')
      if (typed.length > 0 && !typed.every(({ kind }) => kind === 'text')) {
        return typed.map((one) => injectedThrough(one, declared.parent))
      }
    }
    // What only subclasses say: an abstract field, a name that each of them sets.
    if (value.made === undefined) {
      const below = on.heirs(node).flatMap((heir) => ownMember(heir, name))
      if (below.length > 0) return below
    }
    if (declared) return on.typeNode(declared)
    return on.libraryClass(value) ? memberOfLibrary(value, name) : [unknown]
  }

  const memberOfLibrary = (value: InstanceValue, name: string): Value[] => {
    const of = on.libraryClass(value)
    const given = of && givenClass(of, name)
    return given ? [{ kind: 'made', of: given, env: undefined }] : [unknown]
  }

  const ownMember = (node: ts.ClassLikeDeclaration, name: string): Value[] => {
    for (const property of node.members) {
      if (isStatic(property) || !property.name || nameText(property.name) !== name) continue
      const self: InstanceValue = { kind: 'instance', node, env: undefined }
      if (ts.isPropertyDeclaration(property) && property.initializer) {
        return on.values(property.initializer, { fn: property, args: [], argsEnv: undefined, self, outer: undefined })
      }
      if (ts.isGetAccessor(property))
        return on.results({ kind: 'function', node: property, env: undefined, self }, [], undefined)
    }
    return assignedTo(node, name).filter(({ kind }) => kind !== 'unknown')
  }

  /** `readonly topics = { in: 'paid' }` in each class behind an interface: one table that is written all over the program. */
  const saidByImplementers = (node: ts.InterfaceDeclaration | ts.TypeLiteralNode, name: string): Value[] => {
    if (!ts.isInterfaceDeclaration(node)) return []
    const own = node.members.find((one) => one.name && nameText(one.name) === name)
    if (!own || !ts.isPropertySignature(own) || !own.type || !isPlainData(own.type)) return []
    return on
      .heirs(node)
      .flatMap((heir) => member({ kind: 'instance', node: heir, env: undefined, ofList: true }, name))
      .filter(({ kind }) => kind === 'text' || kind === 'object' || kind === 'list')
  }

  const signatureMember = (node: ts.InterfaceDeclaration | ts.TypeLiteralNode, name: string): Value[] => {
    for (const one of node.members) {
      if (!one.name || nameText(one.name) !== name) continue
      if (ts.isPropertySignature(one)) return one.type ? on.typeNode(one.type) : [unknown]
      if (ts.isMethodSignature(one)) return [{ kind: 'function', node: one, env: undefined }]
      if (ts.isGetAccessor(one) && one.type) return on.typeNode(one.type)
    }
    for (const { types } of ts.isInterfaceDeclaration(node) ? (node.heritageClauses ?? []) : []) {
      for (const type of types) {
        const found = on
          .typeNode(type)
          .flatMap((value) => member(value, name))
          .filter(({ kind }) => kind !== 'unknown')
        if (found.length > 0) return found
      }
    }
    return [unknown]
  }

  /** `this.name = …` anywhere in the class. */
  const assignedTo = (node: ts.ClassLikeDeclaration, name: string, frame?: Env): Value[] =>
    on.index.assignmentsIn(node.getSourceFile(), name).flatMap((assignment) => {
      const left = assignment.left as ts.PropertyAccessExpression
      const ofThis = left.expression.kind === ts.SyntaxKind.ThisKeyword
      const ofClass = ts.isIdentifier(left.expression) && left.expression.text === node.name?.text
      if (!(ofThis || ofClass) || !isInside(assignment, node)) return []
      return on.values(assignment.right, frame)
    })

  const members = (value: Value): Value[] => {
    if (value.kind === 'enum') return value.node.members.flatMap((one) => enumMember(on, one))
    if (value.kind === 'list') return [...value.elements]
    return keys(value).flatMap((key) => member(value, key))
  }

  const keys = (value: Value): string[] => {
    if (value.kind === 'enum') return value.node.members.flatMap((one) => nameText(one.name) ?? [])
    if (value.kind === 'list')
      return value.elements.map((one, index) => (value.keyed && one.kind === 'text' ? one.text : String(index)))
    if (value.kind === 'module') return on.program.checker.getExportsOfModule(value.symbol).map(({ name }) => name)
    if (value.kind === 'class') {
      return value.node.members.flatMap((one) =>
        isStatic(one) && ts.isPropertyDeclaration(one) ? (nameText(one.name) ?? []) : [],
      )
    }
    if (value.kind !== 'object') return []
    return value.node.properties.flatMap((one) => {
      if (ts.isSpreadAssignment(one)) {
        if (spreading.has(one)) return []
        spreading.add(one)
        try {
          return on.values(one.expression, value.env).flatMap(keys)
        } finally {
          spreading.delete(one)
        }
      }
      const key = ts.isComputedPropertyName(one.name) ? computedKey(one.name, value.env) : nameText(one.name)
      return key === undefined ? [] : [key]
    })
  }

  return { member, members, keys }
}

/** Texts, lists of them, and objects that hold nothing else. */
function isPlainData(type: ts.TypeNode): boolean {
  if (ts.isTypeLiteralNode(type))
    return type.members.every((one) => ts.isPropertySignature(one) && one.type !== undefined && isPlainData(one.type))
  if (ts.isArrayTypeNode(type)) return isPlainData(type.elementType)
  if (ts.isTypeOperatorNode(type)) return isPlainData(type.type)
  return type.kind === ts.SyntaxKind.StringKeyword
}

function hasImplementation({ members }: ts.ClassLikeDeclaration, name: string): boolean {
  return members.some((one) => ts.isMethodDeclaration(one) && one.body !== undefined && nameText(one.name) === name)
}

function injectedThrough(value: Value, declared: ts.Node): Value {
  return value.kind === 'made' && !value.node ? { ...value, declared } : value
}

function functionName(node: ts.SignatureDeclaration): Value[] {
  const { parent } = node
  const name =
    node.name ?? (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) ? parent.name : undefined)
  const found = name && nameText(name as ts.PropertyName)
  return found === undefined ? [unknown] : [text(found)]
}
