/** A call of a library that sends or receives, and the calls that lead to it. */
import type { ts } from 'ts-morph'
import type { CallRule } from '../../detectors/detector.ts'
import type { Caller } from '../calls/callers.ts'
import type { LibraryClass, Value } from '../values/value.ts'
import type { Detector } from '../../detectors/detector.ts'

export interface Finding {
  readonly detector: Detector
  readonly rule: CallRule
  /** The library's call, `new`, decorator or loop. */
  readonly node: ts.Node
  readonly args: readonly ts.Expression[]
  readonly receiver?: ts.Expression
  readonly of?: LibraryClass
  /** What a decorator stands on; the function that takes an event of a type. */
  readonly target?: ts.Node
  /** The type by which a function or an object says what it is for. */
  readonly type?: ts.TypeNode
  /** From the library's call outwards. */
  readonly hops: readonly Hop[]
}

export interface Hop {
  readonly fn: ts.SignatureDeclaration
  readonly call: Caller
}

/** One site with one of its possible names. */
export interface FoundSite {
  readonly finding: Finding
  /** The call, decorator, loop or entry of a table that is the site: the outermost wrapper's call. */
  readonly node: ts.Node
  /** What subscribes all of a table, where the site is an entry of it. */
  readonly loop?: ts.Node
  readonly name: string | null
  /** What the source calls it, where the user gave it another name. */
  readonly writtenName?: string
  readonly dynamic: boolean
  readonly place: Place
  readonly message?: string
  readonly subscription?: string
  readonly group?: string
  readonly capacity?: number | null
  readonly deadLetter?: Value
  readonly handler?: ts.Node
}

/** Which object a name belongs to. */
export interface Place {
  /** Comparable with what a running program says; undefined if not known. */
  readonly scope: string | undefined
  /** What tells two places of the same scope apart; undefined if not known. */
  readonly key: ts.Node | string | undefined
}
