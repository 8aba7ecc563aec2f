/**
 * What the extension host and the webview say to each other. The webview keeps no truth: a `graph` message rebuilds it
 * whole, a `figures` message changes figures of nodes it has.
 */
import type { EdgeFigures, Graph, LiveFigures, Session, SourcePosition } from './graph.ts'

export type ToView =
  | { readonly type: 'graph'; readonly graph: Graph; readonly roots: readonly string[] }
  | {
      readonly type: 'figures'
      readonly revision: number
      /** Of destinations and subscriptions, by id. */
      readonly destinations: Readonly<Record<string, LiveFigures>>
      /** Of edges, by id. */
      readonly edges: Readonly<Record<string, EdgeFigures>>
      readonly sessions: readonly Session[]
    }
  /** Select a node and bring it into sight. */
  | { readonly type: 'reveal'; readonly id: string }
  | { readonly type: 'fit' }
  /** What the host's debugger could start, for the empty state. */
  | { readonly type: 'host'; readonly trusted: boolean; readonly injecting: boolean }

export type FromView =
  | { readonly type: 'ready' }
  /** Open the editor there; with several places the host offers a choice. */
  | {
      readonly type: 'open'
      readonly title: string
      readonly positions: readonly SourcePosition[]
      readonly beside: boolean
    }
  | { readonly type: 'select'; readonly id: string | null }
  | { readonly type: 'command'; readonly command: ViewCommand }
  /** A revision stands on the screen: for measuring, and so that the host never sends faster than it is drawn. */
  | { readonly type: 'drawn'; readonly revision: number }
  /** Something went wrong in the view: written to the log. */
  | { readonly type: 'failed'; readonly message: string }

export type ViewCommand =
  'start' | 'stopWatching' | 'refreshMap' | 'openSettings' | 'manageTrust' | 'addRuntime' | 'openReadme'
