// @ts-check
/* The launcher's hand inside VS Code: shows the graph, starts the folder's first launch configuration, and posts the graph
   to the address in FANOUT_START twice a second. The answer to a post may name a step to take: `debug` or `stop`. */
const vscode = require('vscode')

const interval = 500

exports.activate = async (/** @type {import('vscode').ExtensionContext} */ context) => {
  const address = process.env.FANOUT_START
  if (!address) return
  const fanout = await vscode.extensions.getExtension('fanout.fanout')?.activate()
  if (!fanout) throw new Error('expected the extension fanout.fanout to be installed beside this one')
  await vscode.commands.executeCommand('fanout.showGraph')

  const timer = setInterval(() => void report(), interval)
  context.subscriptions.push({ dispose: () => clearInterval(timer) })

  async function report() {
    try {
      const answer = await fetch(address, { method: 'POST', body: JSON.stringify(fanout.graph()) })
      const { step } = /** @type {{ step?: string }} */ (await answer.json())
      if (step === 'debug') await start()
      if (step === 'stop') await vscode.debug.stopDebugging()
    } catch {
      clearInterval(timer) // the launcher is gone
    }
  }
}

async function start() {
  const folder = vscode.workspace.workspaceFolders?.[0]
  const [first] = vscode.workspace.getConfiguration('launch', folder?.uri).get('configurations', [])
  if (!folder || !first) throw new Error('expected a folder with a launch configuration')
  await vscode.debug.startDebugging(folder, /** @type {import('vscode').DebugConfiguration} */ (first))
}
