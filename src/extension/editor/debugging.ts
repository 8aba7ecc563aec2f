import { readFileSync } from 'node:fs'
import { type DebugConfiguration, type DebugSession, type Disposable, type LogOutputChannel, debug } from 'vscode'
import type { LiveServer } from '../live/server.ts'
import { probeEnvironmentVariable } from '../../protocol/wire.ts'
import { createOwner } from './disposables.ts'
import { type LaunchConfiguration, decideLaunch, environmentWithProbe } from './launch.ts'
import { workspaceRoots } from './roots.ts'
import { whyNotInjecting } from './settings.ts'

/** How long a launch waits for the map, so that emitters are counted from their first event. */
export const mapPatience = 3000

export interface DebuggingOptions {
  readonly startLive: () => Promise<LiveServer>
  /** The probe's path, once it is in its place. */
  readonly probe: () => Promise<string>
  /** Starts the map and resolves when it is there, at the latest after the limit. */
  readonly mapped: (limitMilliseconds: number) => Promise<void>
  /** Why the program that is launched is not watched; undefined if it is. */
  readonly onNotWatched: (reason: string | undefined) => void
  readonly log: LogOutputChannel
}

/** Brings the probe into the Node.js programs that the debugger launches. A launch never fails because of it. */
export function watchLaunches({ startLive, probe, mapped, onNotWatched, log }: DebuggingOptions): Disposable {
  const owner = createOwner((error) => log.error(String(error)))
  /** By the path of the probe's configuration, which the session carries in its environment. */
  const prepared = new Map<string, () => void>()

  const inject = async (configuration: DebugConfiguration): Promise<DebugConfiguration> => {
    const [path, server] = await Promise.all([probe(), startLive(), mapped(mapPatience)])
    const { environment, dispose } = await server.prepare({
      name: configuration.name,
      origin: 'debug',
      terminals: true,
      roots: workspaceRoots(),
    })
    const file = environment[probeEnvironmentVariable]
    if (file !== undefined) prepared.set(file, dispose)
    return { ...configuration, env: environmentWithProbe(configuration, readText, path, environment) }
  }
  const resolve = async (configuration: DebugConfiguration): Promise<DebugConfiguration> => {
    const decision = decideLaunch(configuration, readText)
    if (decision.watch === 'untouched') return configuration
    const reason = whyNotInjecting() ?? (decision.watch === 'no' ? decision.reason : undefined)
    if (reason !== undefined) {
      log.info(`${configuration.name} is not watched: ${reason}`)
      mapped(0).catch(() => undefined)
      onNotWatched(reason)
      return configuration
    }
    const injected = await inject(configuration)
    onNotWatched(undefined)
    log.info(`${configuration.name} is watched`)
    return injected
  }
  // Registered for all types, because a type's own providers run before: this one sees what they made of it.
  owner.own(
    debug.registerDebugConfigurationProvider('*', {
      async resolveDebugConfigurationWithSubstitutedVariables(_folder, configuration) {
        try {
          return await resolve(configuration)
        } catch (error) {
          log.error(`${configuration.name} could not be watched: ${String(error)}`)
          onNotWatched(`The program could not be watched: ${error instanceof Error ? error.message : String(error)}`)
          return configuration
        }
      },
    }),
  )
  owner.own(
    debug.onDidTerminateDebugSession((session) => {
      const file = configurationFileOf(session)
      if (session.parentSession || file === undefined) return
      prepared.get(file)?.()
      prepared.delete(file)
    }),
  )
  owner.own({ dispose: () => [...prepared.values()].forEach((dispose) => dispose()) })
  return owner
}

function configurationFileOf(session: DebugSession): string | undefined {
  const { env } = session.configuration as LaunchConfiguration
  const value = (env as Readonly<Record<string, unknown>> | undefined)?.[probeEnvironmentVariable]
  return typeof value === 'string' ? value : undefined
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
