import { otherEndMissing } from '../reasons/siteReason.ts'
import type { CallRule } from '../../detectors/detector.ts'
import type { Evaluator } from '../values/evaluator.ts'
import type { FoundSite, Place } from '../findings/finding.ts'

/** Of calls that may mean anything, those of a place, or of a name, where messages go in and come out. */
export function withBothEnds(on: Evaluator, sites: readonly FoundSite[]): FoundSite[] {
  const numbers = new Map<Place['key'], number>()
  const endOf = ({ finding, place, name }: FoundSite, role: CallRule['role'], paired: CallRule['paired']): string => {
    if (!numbers.has(place.key)) numbers.set(place.key, numbers.size)
    const { detector, rule } = finding
    const at = `${paired} ${role} ${rule.system ?? detector.system} ${rule.kind ?? detector.kind} ${numbers.get(place.key)}`
    return paired === 'name' ? `${at} ${name}` : at
  }
  const ends = new Set<string>()
  for (const site of sites) {
    const { role, paired } = site.finding.rule
    if (site.place.key === undefined) continue
    ends.add(endOf(site, role, 'name'))
    if (paired === true) ends.add(endOf(site, role, true))
  }
  return sites.filter((site) => {
    const { paired } = site.finding.rule
    const counts = !paired || (ends.has(endOf(site, 'send', paired)) && ends.has(endOf(site, 'receive', paired)))
    if (!counts) on.whyNot?.note(site.node, () => otherEndMissing(site))
    return counts
  })
}
