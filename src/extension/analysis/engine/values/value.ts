/** What an expression may stand for when the program runs, as far as its source tells. */
import type { ts } from 'ts-morph'
import type { Detector } from '../../detectors/detector.ts'

export type Value =
  | TextValue
  /** Something a caller of the function passes in, or a property of it. */
  | { readonly kind: 'parameter'; readonly node: ts.ParameterDeclaration; readonly path: readonly string[] }
  | { readonly kind: 'object'; readonly node: ts.ObjectLiteralExpression; readonly env: Env; readonly ofList?: true }
  | ListValue
  /** What is opened by a member: a framework's ref. */
  | { readonly kind: 'box'; readonly content: readonly Value[] }
  | FunctionValue
  | { readonly kind: 'class'; readonly node: ts.ClassLikeDeclaration; readonly ofList?: true }
  | InstanceValue
  | { readonly kind: 'enum'; readonly node: ts.EnumDeclaration }
  | { readonly kind: 'module'; readonly symbol: ts.Symbol }
  | LibraryValue
  | MadeValue
  | UnknownValue

/** `*` stands in it for what only a run tells; `parameters` are those that would fill such a part. */
export interface TextValue {
  readonly kind: 'text'
  readonly text: string
  readonly dynamic: boolean
  readonly parameters: readonly ts.ParameterDeclaration[]
  /** The entry that it was taken from, where a loop goes over a table. */
  readonly entry?: TableEntry
}

export interface TableEntry {
  /** What a reader is shown: the property, the array's element, the class's field. */
  readonly node: ts.Node
  /** The whole entry, with what is done by it; of a key, what stands under it. */
  readonly holder: Value
}

export interface ListValue {
  readonly kind: 'list'
  readonly elements: readonly Value[]
  readonly open: boolean
  readonly literal?: ts.ArrayLiteralExpression
  /** Each of its texts is a member of that very name. */
  readonly keyed?: true
  /** A `Map`: its elements are pairs of key and value. */
  readonly pairs?: true
  /** It is itself an element that a loop took out of a list; so with objects, classes and instances. */
  readonly ofList?: true
}

export interface FunctionValue {
  readonly kind: 'function'
  readonly node: ts.SignatureDeclaration
  readonly env: Env
  readonly self?: Value
}

/** Of a class, a constructor function, an interface or a type literal of the workspace. */
export interface InstanceValue {
  readonly kind: 'instance'
  readonly node: ts.ClassLikeDeclaration | Maker | ts.InterfaceDeclaration | ts.TypeLiteralNode
  /** The `new` that made it, if that is known. */
  readonly made?: ts.NewExpression
  readonly env: Env
  readonly ofList?: true
}

/** What a module outside the workspace exports; `name` is '' for the whole module. */
export interface LibraryValue {
  readonly kind: 'library'
  readonly module: string
  readonly name: string
}

export interface LibraryClass {
  readonly detector: Detector
  readonly name: string
  /** What alone speaks for it where nothing is known of the object itself, in words for a person. */
  readonly ground?: string
}

/** An object of a library's class. */
export interface MadeValue {
  readonly kind: 'made'
  readonly of: LibraryClass
  /** The expression that made it, if that is known. */
  readonly node?: ts.NewExpression | ts.CallExpression
  /** The field or parameter that it is injected through. */
  readonly declared?: ts.Node
  readonly env: Env
}

/** A class written without `class`: what it makes has its prototype. */
export type Maker = ts.FunctionDeclaration | ts.FunctionExpression

export interface UnknownValue {
  readonly kind: 'unknown'
}

/** One call on the way: what the parameters of `fn` stand for. `outer` are the frames of the functions around `fn`. */
export interface Frame {
  /** A function, or a field whose initialiser sees `this`. */
  readonly fn: ts.Node
  readonly args: readonly ts.Expression[]
  readonly argsEnv: Env
  /** In place of arguments, where a list calls the function with each of its elements. */
  readonly given?: readonly Value[]
  readonly self?: Value | undefined
  readonly outer: Env
}

export type Env = Frame | undefined

export const unknown: UnknownValue = { kind: 'unknown' }

/** Known where it stands, with no caller asked. */
export function isKnown({ kind }: Value): boolean {
  return kind !== 'unknown' && kind !== 'parameter'
}

export function text(value: string): Value {
  if (value.length > longestName) return unknown
  return { kind: 'text', text: value, dynamic: false, parameters: [] }
}

/** A value as a part of a name. */
export function asText(value: Value): TextValue {
  if (value.kind === 'text') return value
  return { kind: 'text', text: '*', dynamic: true, parameters: value.kind === 'parameter' ? [value.node] : [] }
}

/** Every way of joining one of each, up to a bound past which the rest is left as unknown. */
export function joinTexts(parts: readonly (readonly Value[])[]): Value[] {
  let joined: TextValue[] = [{ kind: 'text', text: '', dynamic: false, parameters: [] }]
  for (const choices of parts) {
    const next: TextValue[] = []
    for (const left of joined) {
      for (const right of choices.length === 0 ? [asText(unknown)] : choices.map(asText)) {
        const entry = left.entry ?? right.entry
        next.push({
          kind: 'text',
          text: left.text.endsWith('*') && right.text === '*' ? left.text : left.text + right.text,
          dynamic: left.dynamic || right.dynamic,
          parameters: [...left.parameters, ...right.parameters],
          ...(entry && { entry }),
        })
      }
    }
    if (next.some(({ text: one }) => one.length > longestName)) return [unknown]
    joined = next.slice(0, mostChoices)
  }
  return joined
}

export const mostChoices = 32

/** No destination has a longer name: such a text is data, and joining it on and on would take for ever. */
const longestName = 500

/** A list joined to itself over and over has no end: past a bound the rest is left as open. */
export function listOf(elements: readonly Value[], open: boolean): ListValue {
  return { kind: 'list', elements: elements.slice(0, mostElements), open: open || elements.length > mostElements }
}

const mostElements = 300
