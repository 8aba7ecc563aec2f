import { told } from './taggedMessages.ts'
import type { Detector } from './detector.ts'

/** The browser's own, which a page that says them itself only plays. */
const browsers = [
  'beforeunload',
  'blur',
  'change',
  'click',
  'focus',
  'hashchange',
  'input',
  'keydown',
  'keyup',
  'load',
  'message',
  'mousedown',
  'mousemove',
  'mouseup',
  'offline',
  'online',
  'orientationchange',
  'pagehide',
  'pageshow',
  'popstate',
  'resize',
  'scroll',
  'storage',
  'touchend',
  'touchstart',
  'unload',
  'visibilitychange',
  'wheel',
]

/** What a page tells itself through its window or document: events that the program makes, under names of its own. */
export const pageEvents: Detector = {
  library: 'CustomEvent',
  system: 'dom',
  modules: [],
  kind: 'event',
  globals: { window: 'Page', document: 'Page', globalThis: 'Page' },
  classes: {
    Page: {
      methods: {
        dispatchEvent: {
          role: 'send',
          name: '0.new.0',
          when: { at: '0.new.0', is: 'name' },
          except: browsers,
        },
        // Most that is listened to there is the browser's: it counts where the program sends that very event.
        addEventListener: [
          { role: 'receive', name: '0', handler: '1', paired: 'name' },
          // A webview's other end is its extension.
          { ...told, system: 'vscode.webview' },
        ],
      },
    },
  },
}
