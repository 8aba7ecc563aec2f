/**
 * The form of a detector: what one library's calls mean, as plain data (it can be written in JSON). The engine finds
 * receivers, folds names, follows wrappers; a detector only says where things stand.
 *
 * A **selector** is a short text that says where a value stands in a call:
 * `0` the first argument · `-1` the last · `*` each argument · `0.topic` a property of it · `0[]` each element ·
 * `0[].topic` · `0.*` each value of the object · `0.keys` each key of the object · `'text'` that very text ·
 * `{0}:{1}` several joined · `self` the receiver · `owner` the name of the variable or field that holds the receiver ·
 * `new.0` the first argument of the `new` or call that made the receiver (`0.new.0`: that made the argument) ·
 * `inject.0` the first argument of a decorator beside the receiver's declaration · `after.STREAMS` the argument after that
 * text · `type.0` the first type argument of the parameter's type (of a function with a rule in `handles`). At the end,
 * `:cases` gives the texts that a listener tells its messages apart by (`switch (message.type)`), `:class` makes of a value
 * the name of its class, `:name` a function's name, `:owner` the name of the variable that holds it, `:tested` of a
 * function the name of the class that it asks its argument for (`(e) => e instanceof Paid`).
 * In a decorator, numbers count its own arguments; `@target` is what it stands on, `@param` the type of that method's
 * first parameter, `@method.handle` that method of the class, `@class.Processor.0` an argument of the class's decorator.
 * In a list the first that gives something counts.
 */
import type { DestinationKind } from '../../../protocol/graph.ts'

export type Selector = string

export interface Detector {
  /** The library's name as people know it; stands with each site. */
  readonly library: string
  /** OpenTelemetry's `messaging.system`. */
  readonly system: string
  /** Import specifiers; a `*` at the end stands for any rest. */
  readonly modules: readonly string[]
  readonly kind: DestinationKind
  /** Name of the class or function that is the module's default export (and what `require` gives). */
  readonly default?: string
  readonly classes?: Readonly<Record<string, ClassRules>>
  readonly functions?: Readonly<Record<string, FunctionRules>>
  readonly decorators?: Readonly<Record<string, CallRule>>
  /** What an object of this type says by itself, with no call: `const config: SubscriberConfig = { event: 'paid' }`. */
  readonly objects?: Readonly<Record<string, CallRule>>
  /** What a function says by its first parameter's type, where nobody in the workspace calls it: a cloud's handler. */
  readonly handles?: Readonly<Record<string, CallRule>>
  /** Globals the platform gives without an import, by the name of the class here. */
  readonly globals?: Readonly<Record<string, string>>
  /** The globals count only in a workspace that names one of the modules. */
  readonly globalsWithModule?: true
  /** Of a user's own rule; never written by hand. */
  readonly origin?: RuleOrigin
}

/** Where a user's own rule comes from. */
export interface RuleOrigin {
  /** What it is called where it is written: `fanout.rules[2]`. */
  readonly path: string
  /** The folder whose files it speaks of. */
  readonly root: string
  /** The file and line where it stands, if that is known. */
  readonly file?: string
  readonly line?: number
}

export interface ClassRules {
  /** Another class of this detector whose rules hold too. */
  readonly extends?: string
  /** What a `new` of it does: a worker's constructor receives, a queue's declares. */
  readonly construct?: CallRule
  readonly methods?: Readonly<Record<string, CallRule | readonly CallRule[]>>
  /** What `receiver.name = …` does. */
  readonly assigned?: Readonly<Record<string, CallRule>>
  /** What calling the object itself does, where it goes by one of these names (a `*` at the end stands for any rest). */
  readonly called?: { readonly names: readonly string[]; readonly rule: CallRule }
  /** What `for await (… of it)` does. */
  readonly iterate?: CallRule
  /** Which class of this detector a method or property gives; `this` for the same object, `Socket[]` for several. */
  readonly gives?: Readonly<Record<string, string>>
  /**
   * Which class of this detector the listener of an event is given: `on('connection', (socket) => …)`. `*` for any event
   * or none; a function in an object goes by its key there: `createChannel({ setup: (channel) => … })`.
   */
  readonly hands?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /**
   * Members that no other library's object has beside such an event: where nothing is known of what a value was taken
   * from but that it was taken through one, and the workspace imports the library, the value is of this class.
   */
  readonly knownBy?: readonly string[]
  /** An object counts only where the program is seen to make it: by its type alone it may be any of the platform's. */
  readonly onlyMade?: true
  /** Two objects are different places for messages, told apart by this (`owner`: the class, variable or field that holds it); without it all are one place. */
  readonly scope?: Selector
}

export interface FunctionRules {
  /** Which class of this detector a call gives. */
  readonly gives?: string
  readonly call?: CallRule
  /** The argument that stands for the receiver; `piped`: what `.pipe(…)` is called on around the call. */
  readonly receiver?: Selector
}

export interface CallRule {
  /** `declare` creates a destination and is no site. */
  readonly role: 'send' | 'receive' | 'declare'
  readonly name: Selector | readonly Selector[]
  readonly kind?: DestinationKind
  /** Where another library carries these: a cloud's handler is fed by one of its queues. */
  readonly system?: string
  readonly handler?: Selector | readonly Selector[]
  /** Of a receive site: its subscription's name. */
  readonly subscription?: Selector | readonly Selector[]
  readonly group?: Selector
  /** A job's name in a job library, whose destination is the queue. */
  readonly message?: Selector | readonly Selector[]
  readonly capacity?: Selector
  /** A destination of the same library that takes this one's dead letters. */
  readonly deadLetter?: Selector
  /** A name nobody gave: what the library falls back to. */
  readonly fallback?: string
  /** Pattern syntax of the names here: a part that matches any becomes `*`. */
  readonly wildcards?: readonly string[]
  /** Names that are the library's own life cycle and no event of the program. */
  readonly except?: readonly string[]
  /**
   * Counts only if the value here holds: `name` is a text or what a caller passes in, `data` anything but a text,
   * `instance` an object of a class of the workspace.
   */
  readonly when?: {
    readonly at: Selector
    readonly is: 'function' | 'present' | 'absent' | 'text' | 'name' | 'data' | 'instance'
  }
  /**
   * The call does more than carry messages: it counts only under a known name, and only where the same place has both
   * ends of this kind (`true`), or both ends of this very name (`'name'`).
   */
  readonly paired?: true | 'name'
  /** Counts only if the first argument is this text. */
  readonly only?: string
  /** The name is a URL, ARN or path, of which the last part counts. */
  readonly address?: true
  /** Of a user's own rule; never written by hand. */
  readonly origin?: RuleOrigin
}
