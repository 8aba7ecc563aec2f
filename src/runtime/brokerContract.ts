import type { CaseTools } from './brokerContract/brokerCase.ts'
import { everyBrokerCases } from './brokerContract/everyBrokerCases.ts'
import { featureCases } from './brokerContract/featureCases.ts'
import type { Broker, BrokerFeatures } from './brokers/broker.ts'

/** What {@link brokerContract} needs. */
export interface BrokerContractOptions {
  /** What the broker says it can do: a test that needs more is skipped. */
  readonly features: BrokerFeatures
  /**
   * A new, connected broker. Called once for each test, and once more where a test needs a second program: those of one
   * test must share what they carry. The test closes them.
   */
  readonly createBroker: () => Broker | Promise<Broker>
  /**
   * Has a broker of `createBroker` die as a program that is killed: its connections are cut, nothing is settled, and it
   * is never closed. Needed where `features.takesOver` is true.
   */
  readonly kill?: (broker: Broker) => void | Promise<void>
  /** The test runner's own. */
  readonly test: (name: string, body: () => Promise<void>) => unknown
  /** The test runner's own, for a test that is not run. */
  readonly skip: (name: string, body: () => Promise<void>) => unknown
  /** Ms until what a test waits for must have come. Default 5000. */
  readonly patience?: number
}

/**
 * Registers the tests that every broker must pass, with any test runner. Names of destinations are new in each run. The
 * name of a test says which feature it needs, or which must be missing.
 */
export function brokerContract(options: BrokerContractOptions): void {
  const { features, createBroker, kill, test, skip, patience = 5000 } = options
  if (features.takesOver && kill === undefined) {
    throw new Error(`brokerContract: kill must be given for a broker whose features.takesOver is true`)
  }
  for (const { name, needs = [], lacks = [], run } of [...everyBrokerCases, ...featureCases]) {
    const conditions = [...needs.map((feature) => `needs ${feature}`), ...lacks.map((feature) => `lacks ${feature}`)]
    const label = conditions.length > 0 ? `${name} (${conditions.join(', ')})` : name
    const fits = needs.every((feature) => features[feature]) && lacks.every((feature) => !features[feature])
    const register = fits ? test : skip
    register(label, async () => {
      const open: Broker[] = []
      const createAnother = async (): Promise<Broker> => {
        const broker = await createBroker()
        open.push(broker)
        return broker
      }
      const tools: CaseTools = {
        until: (look, what) => until(look, what, patience),
        createAnother,
        async kill(broker) {
          open.splice(open.indexOf(broker), 1)
          await kill?.(broker)
        },
      }
      const broker = await createAnother()
      try {
        const differing = featureNames.filter((feature) => broker.features[feature] !== features[feature])
        if (differing.length > 0) throw new Error(`Expected the features to be those given, ${differing.join()} differ`)
        await run(broker, `contract-${crypto.randomUUID()}`, tools)
      } finally {
        await Promise.all(open.map((one) => one.close()))
      }
    })
  }
}

const featureNames = [
  'ordered',
  'redelivers',
  'takesOver',
  'deadLetters',
  'delays',
  'replays',
  'depth',
] as const satisfies readonly (keyof BrokerFeatures)[]

async function until(look: () => boolean | Promise<boolean>, what: string, patience: number): Promise<void> {
  const end = performance.now() + patience
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`Expected ${what} within ${patience} ms, but it did not come`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
