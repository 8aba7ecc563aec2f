import type { CallRule, ClassRules, Detector } from './detector.ts'

const listen: CallRule = { role: 'receive', name: '0', handler: '1' }
const send: CallRule = { role: 'send', name: '0' }
const asked: Readonly<Record<string, string>> = { '*': 'IpcMainEvent' }
const main: ClassRules = {
  // What one emits on its own end is heard there, past all windows.
  methods: { emit: send, on: listen, once: listen, handle: listen, handleOnce: listen, addListener: listen },
  hands: { on: asked, once: asked, handle: asked, handleOnce: asked },
}

export const electron: Detector = {
  library: 'electron',
  system: 'electron',
  modules: ['electron', 'electron/main', 'electron/renderer', 'electron/common'],
  kind: 'event',
  classes: {
    ipcMain: main,
    IpcMain: main,
    IpcMainEvent: { gives: { sender: 'WebContents' }, methods: { reply: send } },
    IpcMainInvokeEvent: { extends: 'IpcMainEvent' },
    ipcRenderer: {
      methods: {
        emit: send,
        send,
        sendSync: send,
        invoke: send,
        sendToHost: send,
        postMessage: send,
        on: listen,
        once: listen,
        addListener: listen,
      },
    },
    IpcRenderer: { extends: 'ipcRenderer' },
    BrowserWindow: {
      // Documented only in old versions; programs still call it.
      methods: { send },
      gives: { webContents: 'WebContents', fromId: 'BrowserWindow', getFocusedWindow: 'BrowserWindow' },
    },
    WebContentsView: { gives: { webContents: 'WebContents' } },
    WebContents: { methods: { send }, gives: { ipc: 'ipcMain' }, knownBy: ['webContents'] },
  },
}
