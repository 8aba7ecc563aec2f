import type { Clock } from './clock.ts'

/** The first part of the ids of one destination's messages: unlikely to come twice among all programs. */
export function idPrefix(clock: Clock): string {
  return `${letters(clock)}${letters(clock)}-`
}

function letters(clock: Clock): string {
  return Math.floor(clock.random() * 36 ** 6)
    .toString(36)
    .padStart(6, '0')
}
