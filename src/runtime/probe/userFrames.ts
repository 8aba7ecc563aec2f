import type { RawFrame } from './stack.ts'

/**
 * The frames of a stack that are the user's own code, innermost first: without Node's, the probe's, the runtime's and
 * those of packages. Those within the map's folders come first if there are any.
 */
export function userFrames(stack: readonly RawFrame[], context: FrameContext): readonly RawFrame[] {
  const frames = stack.filter((frame) => !isPlatform(frame.file) && frame.file !== context.ownFile)
  const rest = context.fromRuntime ? withoutRuntime(frames, context.roots) : frames
  const own = rest.filter((frame) => !isPackage(frame.file))
  const inRoots = own.filter((frame) => isWithin(frame.file, context.roots))
  return inRoots.length > 0 ? inRoots : own
}

export interface FrameContext {
  /** True if the innermost frames are those of the runtime library, which called the probe. */
  readonly fromRuntime: boolean
  /** The probe's own file. */
  readonly ownFile: string
  /** Absolute, `/`. */
  readonly roots: readonly string[]
}

export function isPlatform(file: string): boolean {
  return file === '' || file.startsWith('node:') || file.startsWith('evalmachine.') || file.startsWith('[')
}

/**
 * The runtime stands in a folder of its own, unless it was bundled with the user's code: then the calls by which one
 * enters it are known by name, and a minified bundle leaves the guess that the frame after the innermost is the user's.
 */
function withoutRuntime(frames: readonly RawFrame[], roots: readonly string[]): readonly RawFrame[] {
  const first = frames[0]
  if (first === undefined) return frames
  const folder = folderOf(first.file)
  const outside = frames.findIndex((frame) => !frame.file.startsWith(folder))
  const inside = outside < 0 ? frames.length : outside
  const apart = isPackage(first.file) || !isWithin(first.file, roots)
  if (apart && outside > 0) return frames.slice(outside)
  const entry = lastOfFirstRun(frames.slice(0, Math.min(inside, searched)))
  if (entry >= 0) return frames.slice(entry + 1)
  if (outside > 0) return frames.slice(outside)
  // What the runtime sends of itself, as a dead letter, has no site.
  return apart ? [] : frames.slice(1)
}

const searched = 10

const entryName =
  /^(?:Queue|EventBus|Subscription|Consumer|Topic)\.(?:send|trySend|publish|consume|subscribe|declare|receive|next|forEach|\[?Symbol\.asyncIterator\]?)$/

/** Index of the last of the first run of frames that are entries of the runtime; -1 if there is none. */
function lastOfFirstRun(frames: readonly RawFrame[]): number {
  const start = frames.findIndex((frame) => entryName.test(frame.name))
  if (start < 0) return -1
  let end = start
  while (end + 1 < frames.length && entryName.test(frames[end + 1]!.name)) end++
  return end
}

function isPackage(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file)
}

function isWithin(file: string, roots: readonly string[]): boolean {
  const path = file.startsWith('file://') ? decodedPath(file) : file.replaceAll('\\', '/')
  return roots.some((root) => path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`))
}

/** `file:///C:/a%20b` → `C:/a b`, `file:///a%20b` → `/a b`. */
function decodedPath(url: string): string {
  const path = url.slice('file://'.length).replace(/[?#].*$/, '')
  let plain = path
  try {
    plain = decodeURIComponent(path)
  } catch {
    // Not an encoded path after all.
  }
  return /^\/[A-Za-z]:/.test(plain) ? plain.slice(1) : plain
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
}
