/** What the host and the analysis worker say to each other: one tagged union per direction. */
import type { FolderSettings } from './rules/folderRules.ts'
import type { SourceMapping } from '../../protocol/map.ts'

export interface FileChange {
  /** Absolute. */
  readonly file: string
  /** Content that is not saved yet; null: deleted; absent: read it from the disk. */
  readonly text?: string | null
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

export type FromWorker =
  | { readonly type: 'progress'; readonly run: number; readonly done: number; readonly total: number }
  | {
      readonly type: 'mapping'
      readonly run: number
      readonly mapping: SourceMapping
      readonly configFiles: readonly string[]
    }
  | { readonly type: 'failed'; readonly run: number; readonly message: string }
