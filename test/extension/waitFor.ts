const interval = 50

/** Resolves with the first value that is neither undefined nor false. Looks again and again, for what tells nobody. */
export async function waitFor<Found>(
  what: string,
  look: () => Found | undefined | false | Promise<Found | undefined | false>,
  limitMilliseconds = 20_000,
): Promise<Found> {
  const limit = performance.now() + limitMilliseconds
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (performance.now() > limit) throw new Error(`Expected ${what} within ${limitMilliseconds} ms`)
    await new Promise((resolve) => setTimeout(resolve, interval))
  }
}
