/** `*` within a folder, `**` over folders, `?`, `{a,b}`: what `files.exclude` and the user's own globs use. */
export function matchesGlob(path: string, glob: string): boolean {
  let expression = compiled.get(glob)
  if (!expression) {
    expression = compile(glob)
    compiled.set(glob, expression)
  }
  return expression.test(path)
}

const compiled = new Map<string, RegExp>()

function compile(glob: string): RegExp {
  const body = glob
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\{([^}]*)\}/g, (_, choices: string) => `(?:${choices.replaceAll(',', '|')})`)
    .replace(/\*\*\/|\*\*|\*|\?/g, (wild) =>
      wild === '**/' ? '(?:.*/)?' : wild === '**' ? '.*' : wild === '*' ? '[^/]*' : '[^/]',
    )
  return new RegExp(`^${body}(?:/.*)?$`)
}
