/** A page's code blocks, with the output that the page says they have. */
export interface CodeBlock {
  /** The heading that it stands under, and which one of those it is: `Work queue 1`. */
  readonly name: string
  /** Line of its first line in the page, from 1. */
  readonly line: number
  readonly code: string
  /** What must be there to run it, besides the repository. */
  readonly needs: 'redis' | undefined
  /** What the next `text` block says. Undefined if there is none before the next heading. */
  readonly output: string | undefined
}

/**
 * The `ts` blocks of a markdown page. A `text` block is the output of every `ts` block between it and the one before.
 * A block whose fence says `ts redis` needs a server; one that says anything else is not meant to be run, and left out.
 */
export function codeBlocks(markdown: string): CodeBlock[] {
  const blocks: CodeBlock[] = []
  let heading = ''
  let underHeading = 0
  let unanswered: Omit<CodeBlock, 'output'>[] = []
  const answer = (output: string | undefined): void => {
    for (const block of unanswered) blocks.push({ ...block, output })
    unanswered = []
  }
  const lines = markdown.split(/\r?\n/)
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] as string
    const title = /^#+ (.*)$/.exec(line)
    if (title !== null) {
      answer(undefined)
      heading = title[1] as string
      underHeading = 0
    }
    const fence = /^```(.*)$/.exec(line)
    if (fence === null) continue
    const end = lines.indexOf('```', at + 1)
    if (end === -1) throw new Error(`The code block in line ${at + 1} has no end`)
    const text = lines.slice(at + 1, end).join('\n')
    if (fence[1] === 'ts' || fence[1] === 'ts redis') {
      const needs = fence[1] === 'ts' ? undefined : 'redis'
      unanswered.push({ name: `${heading} ${++underHeading}`, line: at + 2, code: text, needs })
    } else if (fence[1] === 'text') answer(text)
    at = end
  }
  answer(undefined)
  return blocks
}
