import type { CodeNode } from '../../protocol/graph.ts'
import type { MappedPackage } from '../../protocol/map.ts'
import type { EdgePlan } from './edgeDrafts.ts'
import { comparableFile } from './siteIndex.ts'

/** Says of each code node which package it belongs to, and of each edge which other packages it leads to or comes from. */
export function withPackages(
  code: readonly CodeNode[],
  edges: readonly EdgePlan[],
  packages: readonly MappedPackage[],
): { code: readonly CodeNode[]; edges: readonly EdgePlan[] } {
  const packageOf = packageFinder(packages)
  const named = code.map((node): CodeNode => {
    const name = packageOf(node.position.file)
    return name === undefined ? node : { ...node, package: name }
  })
  const ofCode = new Map(named.flatMap((node) => (node.package === undefined ? [] : [[node.id, node.package]])))
  if (new Set(ofCode.values()).size < 2) return { code: named, edges }
  const ends = new Map<string, { readonly send: Set<string>; readonly receive: Set<string> }>()
  for (const { edge, destination } of edges) {
    const own = ownPackage(edge, ofCode)
    if (own === undefined) continue
    const known = ends.get(destination) ?? { send: new Set(), receive: new Set() }
    ends.set(destination, known)
    known[own.role].add(own.name)
  }
  return {
    code: named,
    edges: edges.map((plan) => {
      const own = ownPackage(plan.edge, ofCode)
      if (own === undefined) return plan
      const opposite = ends.get(plan.destination)?.[own.role === 'send' ? 'receive' : 'send'] ?? []
      const crosses = [...opposite].filter((name) => name !== own.name).sort()
      return crosses.length === 0 ? plan : { ...plan, edge: { ...plan.edge, crosses } }
    }),
  }
}

function ownPackage(
  { kind, from, to }: EdgePlan['edge'],
  ofCode: ReadonlyMap<string, string>,
): { readonly role: 'send' | 'receive'; readonly name: string } | undefined {
  if (kind === 'dead-letter') return undefined
  const name = ofCode.get(kind === 'send' ? from : to)
  return name === undefined ? undefined : { role: kind, name }
}

/** The innermost package whose folder holds a file. */
function packageFinder(packages: readonly MappedPackage[]): (file: string) => string | undefined {
  const byFolder = new Map(packages.map(({ name, folder }) => [comparableFile(folder), name]))
  const known = new Map<string, string | undefined>()
  const find = (folder: string): string | undefined => {
    if (known.has(folder)) return known.get(folder)
    const end = folder.lastIndexOf('/')
    const name = byFolder.get(folder) ?? (end < 0 ? undefined : find(folder.slice(0, end)))
    known.set(folder, name)
    return name
  }
  return (file) => {
    const path = comparableFile(file)
    return find(path.slice(0, Math.max(0, path.lastIndexOf('/'))))
  }
}
