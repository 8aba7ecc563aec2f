const { EXAMPLE_SECONDS: seconds, EXAMPLE_END: end = 'drain' } = process.env

/**
 * Calls `drain` after so many seconds, or ends the program on the spot if it was asked to.
 * @param {() => void} drain
 */
export function endInTime(drain) {
  if (seconds === undefined) return
  const timer = setTimeout(
    () => {
      if (end === 'exit') process.exit(0)
      if (end === 'throw') throw new Error('the workers went home')
      drain()
    },
    Number(seconds) * 1000,
  )
  // What is done sooner ends sooner.
  if (end === 'drain') timer.unref()
}
