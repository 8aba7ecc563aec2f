import { tagged, toldAlone } from './taggedMessages.ts'
import type { ClassRules, Detector } from './detector.ts'

/** `new EventEmitter()`, kept private, whose `event` is called to listen: the field that holds it is the event's name. */
const emitter: ClassRules = {
  methods: { fire: { role: 'send', name: 'owner' } },
  gives: { event: 'Event' },
}

const modules = [
  'vscode',
  'vscode-jsonrpc',
  'vscode-languageserver',
  'vscode-languageclient',
  '@theia/core',
  '@theia/core/*',
]

export const vscode: readonly Detector[] = [
  {
    library: 'vscode.EventEmitter',
    system: 'vscode',
    modules,
    kind: 'event',
    classes: {
      EventEmitter: emitter,
      Emitter: { extends: 'EventEmitter' },
      Event: { called: { names: ['on*', 'event'], rule: { role: 'receive', name: 'owner', handler: '0' } } },
    },
  },
  {
    library: 'vscode webview messages',
    system: 'vscode.webview',
    modules: ['vscode'],
    kind: 'event',
    globals: { acquireVsCodeApi: 'Api' },
    globalsWithModule: true,
    classes: {
      WebviewPanel: { gives: { webview: 'Webview' } },
      WebviewView: { gives: { webview: 'Webview' } },
      Webview: {
        methods: { postMessage: tagged, onDidReceiveMessage: toldAlone },
      },
      Api: { methods: { postMessage: tagged } },
      window: { gives: { createWebviewPanel: 'WebviewPanel' } },
    },
    functions: { acquireVsCodeApi: { gives: 'Api' } },
  },
] // prettier-ignore
