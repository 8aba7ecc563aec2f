import close from '@vscode/codicons/src/icons/close.svg'
import debugStart from '@vscode/codicons/src/icons/debug-start.svg'
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg'
import eyeClosed from '@vscode/codicons/src/icons/eye-closed.svg'
import event from '@vscode/codicons/src/icons/symbol-event.svg'
import fit from '@vscode/codicons/src/icons/screen-full.svg'
import goToFile from '@vscode/codicons/src/icons/go-to-file.svg'
import info from '@vscode/codicons/src/icons/info.svg'
import inbox from '@vscode/codicons/src/icons/inbox.svg'
import search from '@vscode/codicons/src/icons/search.svg'
import sidebar from '@vscode/codicons/src/icons/layout-sidebar-right.svg'
import warning from '@vscode/codicons/src/icons/warning.svg'
import zoomIn from '@vscode/codicons/src/icons/zoom-in.svg'
import zoomOut from '@vscode/codicons/src/icons/zoom-out.svg'

const sources = {
  close,
  debugStart,
  chevronDown,
  event,
  eyeClosed,
  fit,
  goToFile,
  inbox,
  info,
  search,
  sidebar,
  warning,
  zoomIn,
  zoomOut,
} as const

export type IconName = keyof typeof sources

/** A codicon, 16 × 16, in the colour of the text around it; it says nothing to a screen reader. */
export function icon(name: IconName): SVGSVGElement {
  const parsed = new DOMParser().parseFromString(sources[name], 'image/svg+xml').documentElement
  const svg = document.importNode(parsed, true) as unknown as SVGSVGElement
  svg.setAttribute('aria-hidden', 'true')
  svg.classList.add('icon')
  return svg
}
