/** What a `fanout.config.ts` says. Made from the forms that decode it: `npm run schemas`. */

/** Gives the configuration back; for completion where it is written. */
export function defineConfig(config: FanoutConfig): FanoutConfig {
  return config
}

export interface FanoutConfig {
  /** Calls that send or receive, which the map does not know by itself: a wrapper of your own, a library without a detector. */
  readonly rules?: readonly Rule[]
  /** Names that are one: `{ "topic-dev": "topic-prod" }` shows both as topic-prod, `{ "*-dev": "*-prod" }` every such pair. */
  readonly join?: Readonly<Record<string, string>>
  /** Globs of files that the map leaves out. */
  readonly exclude?: readonly string[]
  /** The schema of this file. */
  readonly $schema?: string
}

export type Rule = ShortRule | DetectorRule

export interface ShortRule {
  /** What sends when it is called: "src/bus.ts#Bus.say", "@acme/events#publish", "Bus.say" for a class anywhere in the folder, "#new Job" and "#@Emits" for a `new` and a decorator. */
  readonly send?: string | readonly string[]
  /** What receives when it is called; written as in send. */
  readonly receive?: string | readonly string[]
  /** What creates a destination when it is called; written as in send. */
  readonly declare?: string | readonly string[]
  /** What to call it where it is shown. Without it: your rule. */
  readonly library?: string
  /** The messaging system, such as kafka or node:events. Without it a name belongs to what else has that name in the map, if there is one such thing. */
  readonly system?: string
  /** Two objects are two places with names of their own, told apart by this ("owner": by their class, or the variable or field that holds them). Without it all are one place. */
  readonly scope?: Selector
  /** Where the name stands in the call: 0 is the first argument, "0.topic" a property of it, "'orders'" that very text. Of a list the first that gives something counts. */
  readonly name: Selector | readonly Selector[]
  /** queue: each message to one consumer. topic: to every subscription. event: an emitter’s. Without it: event. */
  readonly kind?: DestinationKind
  /** Of what receives: where the function stands that is given the messages. */
  readonly handler?: Selector | readonly Selector[]
  /** Where the name of the subscription stands. */
  readonly subscription?: Selector | readonly Selector[]
  /** Where the consumer group stands. */
  readonly group?: Selector
  /** Where a job’s or message’s own name stands, where the destination is a queue. */
  readonly message?: Selector | readonly Selector[]
  /** Where it is said how many messages may wait. */
  readonly capacity?: Selector
  /** Where the destination stands that takes dead letters. */
  readonly deadLetter?: Selector
  /** The name that counts where the call gives none. */
  readonly fallback?: string
  /** Signs that stand for any part of a name; each becomes *. */
  readonly wildcards?: readonly string[]
  /** Names that are no messages of the program. */
  readonly except?: readonly string[]
  /** The call counts only if this holds. */
  readonly when?: {
    /** Where to look. */
    readonly at: Selector
    /** What must stand there. */
    readonly is: 'function' | 'present' | 'absent' | 'text' | 'name' | 'data' | 'instance'
  }
  /** Counts only under a known name, where the same place has both ends of this kind; "name": both ends of this very name. */
  readonly paired?: true | 'name'
  /** Counts only if the first argument is this text. */
  readonly only?: string
  /** The name is a URL, ARN or path, of which the last part counts. */
  readonly address?: true
}

export interface DetectorRule {
  /** What to call it where it is shown. Without it: your rule. */
  readonly library?: string
  /** The messaging system, such as kafka or node:events. Without it a name belongs to what else has that name in the map, if there is one such thing. */
  readonly system?: string
  /** Where it is imported from: a module, or a file of the folder as "./src/bus.ts"; "." is any file of the folder. */
  readonly modules: readonly string[]
  /** queue: each message to one consumer. topic: to every subscription. event: an emitter’s. Without it: event. */
  readonly kind?: DestinationKind
  /** The class or function that is the module’s default export. */
  readonly default?: string
  /** What objects of its classes do. */
  readonly classes?: Readonly<Record<string, ClassRules>>
  /** What its functions do. */
  readonly functions?: Readonly<Record<string, FunctionRules>>
  /** What its decorators do. */
  readonly decorators?: Readonly<Record<string, CallRule>>
  /** What an object of a type says by itself, with no call. */
  readonly objects?: Readonly<Record<string, CallRule>>
  /** What a function that nobody calls says by the type of its first parameter. */
  readonly handles?: Readonly<Record<string, CallRule>>
  /** The globals count only where one of the modules is named. */
  readonly globalsWithModule?: true
  /** Globals that need no import, by the name of the class here. */
  readonly globals?: Readonly<Record<string, string>>
}

export interface ClassRules {
  /** Another class of this rule, whose rules hold too. */
  readonly extends?: string
  /** What `new` of it does. */
  readonly construct?: CallRule
  /** What its methods do, by their names. */
  readonly methods?: Readonly<Record<string, CallRule | readonly CallRule[]>>
  /** What an assignment to its fields does: `receiver.name = …`. */
  readonly assigned?: Readonly<Record<string, CallRule>>
  /** What calling the object itself does: `store.onDidChange(listener)`. */
  readonly called?: {
    /** What it may be called by; a * at the end stands for any rest. */
    readonly names: readonly string[]
    /** What the call does. */
    readonly rule: CallRule
  }
  /** What `for await (… of it)` does. */
  readonly iterate?: CallRule
  /** Which class of this rule a method or property gives; `this` for the same object, `Socket[]` for several. */
  readonly gives?: Readonly<Record<string, string>>
  /** Which class of this rule the listener of an event is given; * for any event. */
  readonly hands?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Members that no other library’s object has. */
  readonly knownBy?: readonly string[]
  /** An object counts only where the program is seen to make it: its type alone tells too little. */
  readonly onlyMade?: true
  /** Two objects are two places with names of their own, told apart by this ("owner": by their class, or the variable or field that holds them). Without it all are one place. */
  readonly scope?: Selector
}

export interface FunctionRules {
  /** Which class of this rule a call gives. */
  readonly gives?: string
  /** What a call does. */
  readonly call?: CallRule
  /** The argument that stands for the receiver; piped: what `.pipe(…)` is called on around the call. */
  readonly receiver?: string
}

export interface CallRule {
  /** declare creates a destination and is no place that sends or receives. */
  readonly role: 'send' | 'receive' | 'declare'
  /** The messaging system, where another library carries these. */
  readonly system?: string
  /** Where the name stands in the call: 0 is the first argument, "0.topic" a property of it, "'orders'" that very text. Of a list the first that gives something counts. */
  readonly name: Selector | readonly Selector[]
  /** queue: each message to one consumer. topic: to every subscription. event: an emitter’s. Without it: event. */
  readonly kind?: DestinationKind
  /** Of what receives: where the function stands that is given the messages. */
  readonly handler?: Selector | readonly Selector[]
  /** Where the name of the subscription stands. */
  readonly subscription?: Selector | readonly Selector[]
  /** Where the consumer group stands. */
  readonly group?: Selector
  /** Where a job’s or message’s own name stands, where the destination is a queue. */
  readonly message?: Selector | readonly Selector[]
  /** Where it is said how many messages may wait. */
  readonly capacity?: Selector
  /** Where the destination stands that takes dead letters. */
  readonly deadLetter?: Selector
  /** The name that counts where the call gives none. */
  readonly fallback?: string
  /** Signs that stand for any part of a name; each becomes *. */
  readonly wildcards?: readonly string[]
  /** Names that are no messages of the program. */
  readonly except?: readonly string[]
  /** The call counts only if this holds. */
  readonly when?: {
    /** Where to look. */
    readonly at: Selector
    /** What must stand there. */
    readonly is: 'function' | 'present' | 'absent' | 'text' | 'name' | 'data' | 'instance'
  }
  /** Counts only under a known name, where the same place has both ends of this kind; "name": both ends of this very name. */
  readonly paired?: true | 'name'
  /** Counts only if the first argument is this text. */
  readonly only?: string
  /** The name is a URL, ARN or path, of which the last part counts. */
  readonly address?: true
}

export type Selector = string | number

export type DestinationKind = 'queue' | 'topic' | 'event'
