/** What the host and the analysis worker say to each other: one tagged union per direction. */
import type { FolderSettings } from './rules/folderRules.ts'
import type { SourceMapping } from '../../protocol/map.ts'

export interface FileChange {
  /** Absolute. */
  readonly file: string
  /** Content that is not saved yet; null: deleted; absent: read it from the disk. */
  readonly text?: string | null
}

/** A place in a file, lines and columns from 1, and the workspace folder that it lies in. */
export interface CallAt {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly root: string
  /** Of the file, where it is not saved. */
  readonly text?: string
}

/** A call as a rule would speak of it. */
export interface DescribedCall {
  /** `src/bus.ts#Bus.say`; absent where nobody can tell what is called. */
  readonly target?: string
  /** The name that stands in the call. */
  readonly called: string
  /** A guess. */
  readonly role?: 'send' | 'receive'
  /** Where the name may stand, the likeliest first. */
  readonly choices: readonly CallChoice[]
  readonly handlers: readonly CallChoice[]
}

export interface CallChoice {
  readonly selector: string
  /** What stands there. */
  readonly text: string
}

export type ToWorker =
  | {
      readonly type: 'map'
      readonly run: number
      readonly roots: readonly string[]
      readonly exclude: readonly string[]
      /** What the user's settings say of each folder. */
      readonly settings: readonly FolderSettings[]
      readonly trusted: boolean
      /** Where the map is kept for the next start. */
      readonly cacheFolder?: string
      /** A kept map is no answer. */
      readonly anew: boolean
    }
  | { readonly type: 'change'; readonly run: number; readonly changes: readonly FileChange[] }
  | { readonly type: 'describe'; readonly run: number; readonly ask: number; readonly at: CallAt }

export type FromWorker =
  | { readonly type: 'progress'; readonly run: number; readonly done: number; readonly total: number }
  | {
      readonly type: 'mapping'
      readonly run: number
      readonly mapping: SourceMapping
      readonly configFiles: readonly string[]
    }
  | { readonly type: 'described'; readonly run: number; readonly ask: number; readonly call?: DescribedCall }
  | { readonly type: 'failed'; readonly run: number; readonly message: string }
