/** The script blocks of a Vue, Svelte or Astro file; all else becomes blank, so that every position stays. */
export function embeddedScript(text: string): string {
  const kept: [start: number, end: number][] = []
  const frontmatter = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)
  if (frontmatter) kept.push([4, frontmatter[0].length - 3])
  for (const match of text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/gi)) {
    const start = match.index + match[0].indexOf('>') + 1
    kept.push([start, start + (match[1] ?? '').length])
  }
  let result = ''
  let at = 0
  for (const [start, end] of kept) {
    result += blank(text.slice(at, start)) + text.slice(start, end)
    at = end
  }
  return result + blank(text.slice(at))
}

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ')
