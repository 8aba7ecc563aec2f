/** The forms of rules: the short one, and a detector whole. Everything that a detector may hold stands here. */
import { DecodeError } from '../../../protocol/decoder.ts'
import { came, choice, either, fields, listOf, oneOrMore, tableOf, textMatching, yes, type Form } from './form.ts'
import { isSelector } from './selector.ts'
import { targetPattern } from './target.ts'
import type { DestinationKind } from '../../../protocol/graph.ts'
import type { CallRule, ClassRules, Detector, FunctionRules } from '../detectors/detector.ts'

/** `send`, `receive` and `declare` name what is called; the rest is said as in a detector's rule for a call. */
export interface ShortRule extends Omit<CallRule, 'role' | 'origin'> {
  readonly send?: Targets
  readonly receive?: Targets
  readonly declare?: Targets
  readonly library?: string
  readonly system?: string
  readonly scope?: string
}

type Targets = string | readonly string[]

/** A detector as a user writes it: what it can do without is left out. */
export type WrittenDetector = Omit<Detector, 'library' | 'system' | 'kind' | 'origin'> &
  Partial<Pick<Detector, 'library' | 'system' | 'kind'>>

const most = { entries: 200, selectors: 10, targets: 50, modules: 50, wildcards: 10, names: 200 }

/** They become declarations of a class or function for the checker. */
const identifier = /^[A-Za-z_$][\w$]*$/
const member = /^[\w$][\w$.:-]*$/

export const selector: Form<string> = {
  decode(value, path) {
    const text = typeof value === 'number' ? String(value) : value
    if (typeof text !== 'string' || !isSelector(text))
      throw new DecodeError(path, 'a selector, such as 0, "0.topic" or "\'text\'"', came(value))
    return text
  },
  schema: { type: ['string', 'integer'] },
}
const selectors = oneOrMore(selector, most.selectors)
const name = textMatching(/^[^\r\n]+$/, 'a name in one line', 500)
const className = textMatching(identifier, 'the name of a class', 100)
export const kind: Form<DestinationKind> = choice('queue', 'topic', 'event')
const modules = textMatching(
  /^(?:\.|\.\.?\/[^\r\n]+|[@\w][\w@./:~*-]*)$/,
  'a module as it is imported, or a file of the folder as "./src/bus.ts"',
  300,
)
const targets = oneOrMore(
  textMatching(targetPattern, 'what is called, such as "src/bus.ts#Bus.say" or "@acme/events#listen"', 400),
  most.targets,
)

const call = {
  name: {
    form: selectors,
    description:
      'Where the name stands in the call: 0 is the first argument, "0.topic" a property of it, "\'orders\'" that very text. Of a list the first that gives something counts.',
  },
  kind: {
    form: kind,
    description:
      'queue: each message to one consumer. topic: to every subscription. event: an emitter’s. Without it: event.',
  },
  handler: { form: selectors, description: 'Of what receives: where the function stands that is given the messages.' },
  subscription: { form: selectors, description: 'Where the name of the subscription stands.' },
  group: { form: selector, description: 'Where the consumer group stands.' },
  message: {
    form: selectors,
    description: 'Where a job’s or message’s own name stands, where the destination is a queue.',
  },
  capacity: { form: selector, description: 'Where it is said how many messages may wait.' },
  deadLetter: { form: selector, description: 'Where the destination stands that takes dead letters.' },
  fallback: { form: name, description: 'The name that counts where the call gives none.' },
  wildcards: {
    form: listOf(name, most.wildcards),
    description: 'Signs that stand for any part of a name; each becomes *.',
  },
  except: { form: listOf(name, most.names), description: 'Names that are no messages of the program.' },
  when: {
    form: fields<NonNullable<CallRule['when']>>(
      {
        at: { form: selector, description: 'Where to look.' },
        is: {
          form: choice('function', 'present', 'absent', 'text', 'name', 'data', 'instance'),
          description: 'What must stand there.',
        },
      },
      ['at', 'is'],
    ),
    description: 'The call counts only if this holds.',
  },
  paired: {
    form: either<true | 'name'>(yes, choice('name')),
    description:
      'Counts only under a known name, where the same place has both ends of this kind; "name": both ends of this very name.',
  },
  only: { form: name, description: 'Counts only if the first argument is this text.' },
  address: { form: yes, description: 'The name is a URL, ARN or path, of which the last part counts.' },
} as const

export const callRule: Form<Omit<CallRule, 'origin'>> = fields<Omit<CallRule, 'origin'>>(
  {
    role: {
      form: choice('send', 'receive', 'declare'),
      description: 'declare creates a destination and is no place that sends or receives.',
    },
    system: { form: name, description: 'The messaging system, where another library carries these.' },
    ...call,
  },
  ['role', 'name'],
)

const library = { form: name, description: 'What to call it where it is shown. Without it: your rule.' }
const system = {
  form: name,
  description:
    'The messaging system, such as kafka or node:events. Without it a name belongs to what else has that name in the map, if there is one such thing.',
}
const scope = {
  form: selector,
  description:
    'Two objects are two places with names of their own, told apart by this ("owner": by their class, or the variable or field that holds them). Without it all are one place.',
}

export const classRules: Form<ClassRules> = fields<ClassRules>(
  {
    extends: { form: className, description: 'Another class of this rule, whose rules hold too.' },
    construct: { form: callRule, description: 'What `new` of it does.' },
    methods: {
      form: tableOf(member, oneOrMore(callRule, most.selectors), most.entries),
      description: 'What its methods do, by their names.',
    },
    assigned: {
      form: tableOf(member, callRule, most.entries),
      description: 'What an assignment to its fields does: `receiver.name = …`.',
    },
    called: {
      form: fields<NonNullable<ClassRules['called']>>(
        {
          names: {
            form: listOf(textMatching(/^[\w$]+\*?$/, 'a name, with a * at the end for any rest', 100), most.names),
            description: 'What it may be called by; a * at the end stands for any rest.',
          },
          rule: { form: callRule, description: 'What the call does.' },
        },
        ['names', 'rule'],
      ),
      description: 'What calling the object itself does: `store.onDidChange(listener)`.',
    },
    iterate: { form: callRule, description: 'What `for await (… of it)` does.' },
    gives: {
      form: tableOf(member, textMatching(/^[A-Za-z_$][\w$]*(?:\[\])?$/, 'the name of a class', 100), most.entries),
      description:
        'Which class of this rule a method or property gives; `this` for the same object, `Socket[]` for several.',
    },
    hands: {
      form: tableOf(member, tableOf(/^[^\r\n]+$/, className, most.entries), most.entries),
      description: 'Which class of this rule the listener of an event is given; * for any event.',
    },
    knownBy: {
      form: listOf(textMatching(member, 'the name of a member', 100), most.names),
      description: 'Members that no other library’s object has.',
    },
    onlyMade: {
      form: yes,
      description: 'An object counts only where the program is seen to make it: its type alone tells too little.',
    },
    scope,
  },
  [],
)

export const functionRules: Form<FunctionRules> = fields<FunctionRules>(
  {
    gives: { form: className, description: 'Which class of this rule a call gives.' },
    call: { form: callRule, description: 'What a call does.' },
    receiver: {
      form: textMatching(/^(?:\d{1,2}|piped)$/, 'the place of an argument as a text, or "piped"', 10),
      description: 'The argument that stands for the receiver; piped: what `.pipe(…)` is called on around the call.',
    },
  },
  [],
)

export const shortRule: Form<ShortRule> = fields<ShortRule>(
  {
    send: {
      form: targets,
      description:
        'What sends when it is called: "src/bus.ts#Bus.say", "@acme/events#publish", "Bus.say" for a class anywhere in the folder, "#new Job" and "#@Emits" for a `new` and a decorator.',
    },
    receive: { form: targets, description: 'What receives when it is called; written as in send.' },
    declare: { form: targets, description: 'What creates a destination when it is called; written as in send.' },
    library,
    system,
    scope,
    ...call,
  },
  ['name'],
)

export const detectorRule: Form<WrittenDetector> = fields<WrittenDetector>(
  {
    library,
    system,
    modules: {
      form: listOf(modules, most.modules),
      description:
        'Where it is imported from: a module, or a file of the folder as "./src/bus.ts"; "." is any file of the folder.',
    },
    kind: { form: kind, description: call.kind.description },
    default: { form: className, description: 'The class or function that is the module’s default export.' },
    classes: { form: tableOf(identifier, classRules, most.entries), description: 'What objects of its classes do.' },
    functions: { form: tableOf(identifier, functionRules, most.entries), description: 'What its functions do.' },
    decorators: { form: tableOf(identifier, callRule, most.entries), description: 'What its decorators do.' },
    objects: {
      form: tableOf(identifier, callRule, most.entries),
      description: 'What an object of a type says by itself, with no call.',
    },
    handles: {
      form: tableOf(identifier, callRule, most.entries),
      description: 'What a function that nobody calls says by the type of its first parameter.',
    },
    globalsWithModule: {
      form: yes,
      description: 'The globals count only where one of the modules is named.',
    },
    globals: {
      form: tableOf(identifier, className, most.entries),
      description: 'Globals that need no import, by the name of the class here.',
    },
  },
  ['modules'],
)
