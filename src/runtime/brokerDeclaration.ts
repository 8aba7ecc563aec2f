import type { BrokerDeclaration, BrokerFeatures } from './brokers/broker.ts'
import { InvalidOptionError } from './errors.ts'
import { checkCount } from './options.ts'

/** Refuses a declaration that is out of range, or that wants more than the broker can. */
export function checkDeclaration(
  label: string,
  declaration: BrokerDeclaration,
  features: BrokerFeatures,
): BrokerDeclaration {
  const { kind, groups = [], from = 'newest', attempts = 1, deadLetter } = declaration
  if (kind !== 'queue' && kind !== 'topic') throw new InvalidOptionError(label, 'kind', `'queue' or 'topic'`, kind)
  if (kind === 'queue' && groups.length > 0) {
    throw new InvalidOptionError(label, 'groups', 'left out for a queue, which has one group without a name', groups)
  }
  for (const group of groups) {
    if (typeof group !== 'string' || group === '') {
      throw new InvalidOptionError(label, 'groups', 'names that are not empty', group)
    }
  }
  if (from !== 'newest' && from !== 'oldest') {
    throw new InvalidOptionError(label, 'from', `'newest' or 'oldest'`, from)
  }
  if (from === 'oldest' && !features.replays) {
    throw new InvalidOptionError(label, 'from', `'newest', since this broker keeps nothing for new groups`, from)
  }
  checkCount(label, 'attempts', attempts, 1)
  if (attempts > 1 && !features.redelivers) {
    throw new InvalidOptionError(label, 'attempts', '1, since this broker delivers nothing again', attempts)
  }
  if (deadLetter !== undefined && !features.deadLetters) {
    throw new InvalidOptionError(label, 'deadLetter', 'left out, since this broker has no dead letters', deadLetter)
  }
  return declaration
}

/** Refuses a declaration that contradicts the first one of its destination, saying in what. */
export function checkSameDeclaration(label: string, first: BrokerDeclaration, again: BrokerDeclaration): void {
  const differs = (option: 'kind' | 'attempts' | 'deadLetter', held: string | number | undefined): void => {
    if (again[option] === undefined || again[option] === held) return
    throw new InvalidOptionError(label, option, `as it was declared first, ${held ?? 'none'}`, again[option])
  }
  differs('kind', first.kind)
  differs('attempts', first.attempts ?? 1)
  differs('deadLetter', first.deadLetter)
}
