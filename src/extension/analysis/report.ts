/** A mapping in the forms that the shell command prints. Paths become relative to the folder. */
import type { Problem } from '../../protocol/graph.ts'
import type { MappedSite, SourceMapping } from '../../protocol/map.ts'

export interface MapJson {
  readonly destinations: readonly { id: string; name: string; kind: string; system: string }[]
  readonly sites: readonly SiteJson[]
  readonly problems: readonly { file?: string; line?: number; code: string; message: string }[]
}

interface SiteJson {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly role: 'send' | 'receive'
  readonly destination: string | null
  readonly destinationId: string | null
  readonly dynamic: boolean
  readonly message?: string
  readonly library: string
}

export function toJson({ destinations, sites, problems }: SourceMapping, root: string): MapJson {
  const names = new Map(destinations.map(({ id, name }) => [id, name]))
  return {
    destinations: destinations.map(({ id, name, kind, system }) => ({ id, name, kind, system })),
    sites: sites.map(({ file, line, column, role, destinationId, dynamic, message, library }) => ({
      file: relative(file, root),
      line,
      column,
      role,
      destination: destinationId === null ? null : (names.get(destinationId) ?? null),
      destinationId,
      dynamic,
      ...(message !== undefined && { message }),
      library,
    })),
    problems: problems.map(({ file, line, code, message }) => ({
      ...(file !== undefined && { file: relative(file, root) }),
      ...(line !== undefined && { line }),
      code,
      message,
    })),
  }
}

export function toTable({ destinations, sites, problems, files }: SourceMapping, root: string): string {
  const lines: string[] = []
  for (const { id, name, kind, system, scope, capacity } of destinations) {
    const traits = [system, scope, capacity === undefined ? undefined : `capacity ${capacity ?? 'unbounded'}`]
    lines.push(`${kind} ${name}  (${traits.filter((trait) => trait !== undefined && trait !== '').join(', ')})`)
    for (const role of ['send', 'receive'] as const) {
      const own = sites.filter((site) => site.destinationId === id && site.role === role)
      for (const site of own)
        lines.push(`  ${role === 'send' ? '→ sent by    ' : '← received by'} ${described(site, root)}`)
    }
  }
  const nameless = sites.filter(({ destinationId }) => destinationId === null)
  if (nameless.length > 0) lines.push('name not known')
  for (const site of nameless) lines.push(`  ${site.role.padEnd(7)} ${described(site, root)}`)
  if (problems.length > 0) lines.push('problems')
  for (const problem of problems) lines.push(`  ${describedProblem(problem, root)}`)
  lines.push(
    `${destinations.length} destinations, ${sites.length} sites, ${problems.length} problems in ${files} files`,
  )
  return `${lines.join('\n')}\n`
}

/** `whyNot` says why a line is none, or why its name is not known; it is asked only about such a line. */
export function explain(
  { destinations, sites }: SourceMapping,
  root: string,
  place: string,
  whyNot: (at: { readonly file: string; readonly line: number }) => readonly string[],
): string {
  const [, file = place, line] = /^(.*?):(\d+)$/.exec(place) ?? []
  const wanted = relative(file.replaceAll('\\', '/'), root).replace(/^\.\//, '')
  const found = sites.filter(
    (site) => relative(site.file, root) === wanted && (line === undefined || site.line === Number(line)),
  )
  if (found.length === 0 && line === undefined) return `${place}: no site lies in it. Ask for one line: ${place}:1\n`
  if (found.length === 0) {
    const reasons = whyNot({ file: `${root}/${wanted}`, line: Number(line) })
    return [`${place}: not a site`, ...reasons.map((reason) => `  ${reason.replaceAll(`${root}/`, '')}`)]
      .map((one) => `${one}\n`)
      .join('')
  }
  return found
    .map((site) => {
      const name = destinations.find(({ id }) => id === site.destinationId)?.name
      const head = `${wanted}:${site.line}:${site.column} ${site.role} ${name ?? '(name not known)'}: ${site.evidence}\n`
      const reasons = name === undefined ? whyNot({ file: site.file, line: site.line }) : []
      return [head, ...reasons.map((reason) => `  ${reason.replaceAll(`${root}/`, '')}\n`)].join('')
    })
    .join('')
}

function described(site: MappedSite, root: string): string {
  const extra = [
    site.subscription && `subscription ${site.subscription}`,
    site.message && `message ${site.message}`,
  ].filter(Boolean)
  return `${site.code.name}  ${relative(site.file, root)}:${site.line}:${site.column}${extra.length > 0 ? `  [${extra.join(', ')}]` : ''}`
}

function describedProblem({ file, line, code, message }: Problem, root: string): string {
  const place = file === undefined ? '' : `${relative(file, root)}${line === undefined ? '' : `:${line}`} `
  return `${place}${code}: ${message}`
}

function relative(file: string, root: string): string {
  return file.startsWith(`${root}/`) ? file.slice(root.length + 1) : file
}
