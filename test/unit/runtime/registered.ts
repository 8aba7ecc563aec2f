import { registry, type RegistryEntry } from '../../../src/runtime/registry.ts'

/** The entries that come while something runs. */
export function entriesDuring(run: () => unknown): readonly RegistryEntry[] {
  const came: RegistryEntry[] = []
  const listener = (entry: RegistryEntry): void => void came.push(entry)
  registry().onRegister.add(listener)
  run()
  registry().onRegister.delete(listener)
  return came
}
