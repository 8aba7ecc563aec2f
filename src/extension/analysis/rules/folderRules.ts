import type { Detector } from '../detectors/detector.ts'
import type { Problem } from '../../../protocol/graph.ts'
import type { NamePair } from '../../../protocol/map.ts'

/** Everything that a user said of the map of one workspace folder, understood and bounded. */
export interface FolderRules {
  /** Absolute, with `/`. */
  readonly root: string
  readonly detectors: readonly Detector[]
  readonly join: readonly NamePair[]
  /** Globs, relative to the folder. */
  readonly exclude: readonly string[]
  /** What could not be understood or was left out. */
  readonly problems: readonly Problem[]
}
