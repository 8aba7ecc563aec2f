import { CodeActionKind, CodeActionTriggerKind, type Disposable, languages } from 'vscode'
import { commands } from '../contributions.ts'

const selector = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map((language) => ({
  language,
  scheme: 'file',
}))

/** Offers a rule where there may be a call. Only to one who asks: a light bulb at every call would be in the way. */
export function offerRules(): Disposable {
  const kind = CodeActionKind.Refactor.append('fanout')
  const { id, title } = commands.addRule
  return languages.registerCodeActionsProvider(
    selector,
    {
      provideCodeActions(document, range, { triggerKind, only }) {
        if (triggerKind !== CodeActionTriggerKind.Invoke || (only && !only.contains(kind))) return []
        if (!document.lineAt(range.start.line).text.includes('(')) return []
        return [{ title: `Fanout: ${title}`, kind, command: { command: id, title } }]
      },
    },
    { providedCodeActionKinds: [kind] },
  )
}
