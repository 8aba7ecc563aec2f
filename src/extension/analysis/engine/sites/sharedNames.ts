/** One thing under one name: names that the user joins, and names that a rule without a system shares with others. */
import { joinedName } from '../../../joinedName.ts'
import { ownSystem } from '../../rules/userRules.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { FoundSite } from '../findings/finding.ts'
import type { Declared } from './link.ts'
import type { ts } from 'ts-morph'
import type { DestinationKind } from '../../../../protocol/graph.ts'

export interface Named {
  readonly sites: readonly FoundSite[]
  readonly declared: readonly Declared[]
}

export function underSharedNames(on: Evaluator, sites: readonly FoundSite[], declared: readonly Declared[]): Named {
  if (on.program.rules.length === 0) return { sites, declared }
  const rename = joiner(on)
  return adopted({
    sites: sites.map((site) => (site.name === null ? site : { ...site, ...rename(site.node, site.name) })),
    declared: declared.map((one) => ({ ...one, ...rename(one.node, one.name) })),
  })
}

/** By the pairs of the folder that the place lies in: the innermost that has any. */
function joiner(on: Evaluator): (node: ts.Node, name: string) => { name: string; writtenName?: string } {
  const folders = on.program.rules
    .filter(({ join }) => join.length > 0)
    .toSorted((a, b) => b.root.length - a.root.length)
  return (node, name) => {
    const path = on.program.pathOf(node.getSourceFile())
    const pairs = folders.find(({ root }) => path.startsWith(`${root}/`))?.join
    const shown = pairs ? joinedName(name, pairs) : name
    return shown === name ? { name } : { name: shown, writtenName: name }
  }
}

interface Thing {
  readonly system: string
  readonly kind: DestinationKind
}

/** Where a rule says no system, its names are those of the one thing that is called so otherwise. */
function adopted({ sites, declared }: Named): Named {
  const known = new Map<string, Map<string, Thing>>()
  const add = (name: string, { system, kind }: Thing): void => {
    if (system === ownSystem) return
    const things = known.get(name) ?? new Map<string, Thing>()
    known.set(name, things.set(`${system} ${kind}`, { system, kind }))
  }
  for (const { name, system, kind } of declared) add(name, { system, kind })
  for (const { name, finding } of sites) {
    const { detector, rule } = finding
    if (name !== null) add(name, { system: rule.system ?? detector.system, kind: rule.kind ?? detector.kind })
  }
  return {
    declared,
    sites: sites.map((site): FoundSite => {
      const { detector, rule } = site.finding
      if ((rule.system ?? detector.system) !== ownSystem || site.name === null) return site
      const things = [...(known.get(site.name)?.values() ?? [])].filter(
        ({ kind }) => rule.kind === undefined || rule.kind === kind,
      )
      const [thing] = things
      if (!thing || things.length > 1) return site
      return {
        ...site,
        finding: { ...site.finding, detector: { ...detector, ...thing }, rule: { ...rule, kind: thing.kind } },
        place: { scope: undefined, key: undefined },
      }
    }),
  }
}
