import type { FromView, ToView } from '../protocol/view.ts'

/** What survives when the panel is hidden or moved: how the user looks at the graph, never what it says. */
export interface Remembered {
  readonly mode?: 'source' | 'live' | 'both'
  readonly detailsShown?: boolean
  readonly detailsSize?: number
}

export interface Host {
  post(message: FromView): void
  onMessage(listener: (message: ToView) => void): void
  readonly remembered: Remembered
  remember(change: Remembered): void
}

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void
  getState(): unknown
  setState(state: unknown): void
}

/** May be called once: VS Code hands its API out only once. */
export function connectHost(): Host {
  const api = acquireVsCodeApi()
  let remembered = (api.getState() ?? {}) as Remembered
  return {
    post: (message) => api.postMessage(message),
    // Only VS Code's own frame can post here: what it says is typed by view.ts on both sides.
    onMessage: (listener) => window.addEventListener('message', ({ data }: MessageEvent<ToView>) => listener(data)),
    get remembered() {
      return remembered
    },
    remember(change) {
      remembered = { ...remembered, ...change }
      api.setState(remembered)
    },
  }
}
