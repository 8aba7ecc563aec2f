import { type LogOutputChannel, workspace } from 'vscode'
import type { CallAt, DescribedCall } from '../analysis/messages.ts'
import type { Mapper } from '../analysis/mapper.ts'
import type { MapState } from '../../protocol/graph.ts'
import type { SourceMapping } from '../../protocol/map.ts'
import { type Disposable, createOwner } from './disposables.ts'
import { workspaceRoots } from './roots.ts'
import { mapConfiguration, mapSettings } from './mapConfiguration.ts'
import { watchSource } from './watchSource.ts'

/** How long one who asks of a call waits for the first map, in milliseconds. */
const describeLimit = 120_000

/** The map of this window's workspace. Nothing of the analysis is loaded before `start`. */
export interface WorkspaceMap extends Disposable {
  /** Maps the workspace and keeps the map up to date from then on. Later calls do nothing. */
  start(): void
  /** Maps everything anew. */
  refresh(): void
  /** What a rule for the call there would say, when there is a map. */
  describe(at: CallAt): Promise<DescribedCall | undefined>
  /** Resolves when there is a map or none can be made, at the latest after the limit. */
  settled(limitMilliseconds: number): Promise<void>
}

export interface WorkspaceMapOptions {
  readonly workerPath: string
  /** Where the map is kept for the next start; undefined without a workspace. */
  readonly cacheFolder: string | undefined
  readonly onState: (state: MapState) => void
  readonly onMapping: (mapping: SourceMapping) => void
  readonly log: LogOutputChannel
}

export function createWorkspaceMap({
  workerPath,
  cacheFolder,
  onState,
  onMapping,
  log,
}: WorkspaceMapOptions): WorkspaceMap {
  const owner = createOwner((error) => log.error(String(error)))
  let mapper: Mapper | undefined
  let started = false
  let disposed = false
  let settledNow = false
  const waiting = new Set<() => void>()

  const report = (state: MapState): void => {
    if (disposed) return
    // Once there is a map, nobody waits for the next one.
    settledNow ||= state.state === 'ready' || state.state === 'failed'
    if (settledNow) {
      for (const resolve of waiting) resolve()
      waiting.clear()
    }
    onState(state)
  }
  const makeMapper = async (): Promise<void> => {
    const previous = mapper
    mapper = undefined
    await previous?.dispose()
    const { createMapper } = await import('../analysis/mapper.ts')
    // Folders may have changed, or the extension ended, while the analysis was loading.
    if (disposed || mapper) return
    mapper = createMapper({
      roots: workspaceRoots(),
      workerPath,
      ...(cacheFolder !== undefined && { cacheFolder }),
      configuration: mapConfiguration(),
      onState: report,
      onMapping: (mapping) => disposed || onMapping(mapping),
      log: (message: string) => log.debug(message),
    })
  }
  const restart = (): void => {
    makeMapper().catch((error: unknown) => {
      log.error(`The map could not be made: ${String(error)}`)
      report({ state: 'failed', message: error instanceof Error ? error.message : String(error) })
    })
  }
  const start = (): void => {
    if (started || disposed) return
    started = true
    owner.own(watchSource({ onChange: (changes) => mapper?.changed(changes), onFolderGone: () => mapper?.refresh() }))
    owner.own(workspace.onDidChangeWorkspaceFolders(restart))
    const configure = (): void => mapper?.configure(mapConfiguration())
    owner.own(workspace.onDidGrantWorkspaceTrust(configure))
    owner.own(
      workspace.onDidChangeConfiguration((change) => {
        if (mapSettings.some((name) => change.affectsConfiguration(name))) configure()
      }),
    )
    restart()
  }
  const settled = (limitMilliseconds: number): Promise<void> => {
    if (settledNow) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMilliseconds)
      waiting.add(() => {
        clearTimeout(timer)
        resolve()
      })
    })
  }
  return {
    start,
    refresh() {
      if (started) mapper?.refresh()
      else start()
    },
    async describe(at) {
      start()
      await settled(describeLimit)
      return mapper?.describe(at)
    },
    settled,
    async dispose() {
      disposed = true
      owner.dispose()
      await mapper?.dispose()
    },
  }
}
