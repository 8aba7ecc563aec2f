import { suiteMark } from '../../scripts/vscode/control.ts'
import { host } from './host.ts'

/** Prints a line where the reader of the test run sees it. */
export function say(line: string): void {
  console.log(host ? `${suiteMark}${line}` : line)
}
