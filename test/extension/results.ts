/** What a suite leaves behind for the one who started it: a file that is written last. */

export interface TestResult {
  readonly title: string
  readonly state: 'passed' | 'failed' | 'skipped'
  readonly milliseconds: number
  /** For a failed test: the error's message and stack. */
  readonly error?: string
}

export interface SuiteResult {
  readonly tests: readonly TestResult[]
}
