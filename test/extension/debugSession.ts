/** Starts a debug session as F5 does, and tells what the program printed once it has ended. */
import * as vscode from 'vscode'

export interface ProgramEnd {
  /** Everything that the program printed. */
  readonly output: string
  /** The session that VS Code showed, not one of its children. */
  readonly session: vscode.DebugSession
}

/** @throws if the session does not start, or does not end within `limitMilliseconds`. */
export async function debugToEnd(
  configuration: vscode.DebugConfiguration,
  limitMilliseconds = 30_000,
): Promise<ProgramEnd> {
  let output = ''
  let outermost: vscode.DebugSession | undefined
  let timer: NodeJS.Timeout | undefined
  const subscriptions: vscode.Disposable[] = []
  const ended = new Promise<vscode.DebugSession>((resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${configuration.name} did not end within ${limitMilliseconds} ms. It printed:\n${output}`))
    }, limitMilliseconds)
    subscriptions.push(
      vscode.debug.onDidStartDebugSession((session) => {
        if (!session.parentSession) outermost ??= session
      }),
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: () => ({
          onDidSendMessage(message: { type?: string; event?: string; body?: { category?: string; output?: string } }) {
            const printed = message.type === 'event' && message.event === 'output' && message.body
            if (printed && (printed.category === 'stdout' || printed.category === 'stderr'))
              output += printed.output ?? ''
          },
        }),
      }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        if (session === outermost) resolve(session)
      }),
    )
  })
  try {
    const folder = vscode.workspace.workspaceFolders?.[0]
    if (!(await vscode.debug.startDebugging(folder, configuration)))
      throw new Error(`${configuration.name} did not start`)
    const session = await ended
    return { output, session }
  } finally {
    ended.catch(() => undefined)
    clearTimeout(timer)
    for (const subscription of subscriptions) subscription.dispose()
  }
}
