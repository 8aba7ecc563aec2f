/** True if a topic's name has a level that stands for others: `*` for one, `#` for any number, none included. */
export function isPattern(topic: string): boolean {
  return (
    (topic.includes('*') || topic.includes('#')) && topic.split('.').some((level) => level === '*' || level === '#')
  )
}

/** Whether a topic's name fits a pattern; levels are parted by dots. */
export function matches(pattern: string, topic: string): boolean {
  return matchLevels(pattern.split('.'), 0, topic.split('.'), 0)
}

function matchLevels(pattern: readonly string[], p: number, topic: readonly string[], t: number): boolean {
  if (p === pattern.length) return t === topic.length
  const level = pattern[p]
  if (level === '#') {
    return matchLevels(pattern, p + 1, topic, t) || (t < topic.length && matchLevels(pattern, p, topic, t + 1))
  }
  return t < topic.length && (level === '*' || level === topic[t]) && matchLevels(pattern, p + 1, topic, t + 1)
}

/** The names among `Topic` that fit the pattern. */
export type Matching<Pattern extends string, Topic extends string> = Topic extends string
  ? Fits<Pattern, Topic> extends true
    ? Topic
    : never
  : never

type Fits<Pattern extends string, Topic extends string> = string extends Topic
  ? true
  : Pattern extends `${infer Level}.${infer Rest}`
    ? Level extends '#'
      ? Fits<Rest, Topic> extends true
        ? true
        : Topic extends `${string}.${infer TopicRest}`
          ? Fits<Pattern, TopicRest>
          : Rest extends '#'
            ? true
            : false
      : Topic extends `${infer TopicLevel}.${infer TopicRest}`
        ? Level extends '*' | TopicLevel
          ? Fits<Rest, TopicRest>
          : false
        : Rest extends '#'
          ? Level extends '*' | Topic
            ? true
            : false
          : false
    : Pattern extends '#'
      ? true
      : Pattern extends '*'
        ? Topic extends `${string}.${string}`
          ? false
          : true
        : Pattern extends Topic
          ? true
          : false
