/* oxlint-disable typescript/unbound-method -- applied to the process */
/**
 * Calls back when the program ends of its own, after its own `exit` listeners: a normal end, `process.exit`, an uncaught
 * exception. Twice or more if the program itself emits `exit`. It adds no listener, which a program could count, remove,
 * or be warned about. Returns what undoes it.
 */
export function onExit(callback: (code: number | null) => void): () => void {
  const { reallyExit } = process as unknown as { reallyExit: (code?: unknown) => never }
  const own = Object.getOwnPropertyDescriptor(process, 'emit')
  const prototype = Object.getPrototypeOf(process) as NodeJS.Process
  let active = true
  let told = false

  function ended(): void {
    if (!active) return
    told = true
    const { exitCode } = process
    const code = Number(exitCode ?? 0)
    callback(Number.isSafeInteger(code) ? code : null)
  }

  function emit(this: unknown, name: string | symbol): boolean {
    const original = own === undefined ? prototype.emit : (own.value as NodeJS.Process['emit'])
    if (name !== 'exit' || this !== process) return Reflect.apply(original, this, arguments)
    told = false
    try {
      return Reflect.apply(original, this, arguments)
    } finally {
      ended()
    }
  }

  // An `exit` listener that calls `process.exit` comes here and never returns to `emit`.
  function exitNow(this: unknown): never {
    if (!told) ended()
    return Reflect.apply(reallyExit, this, arguments) as never
  }

  replace('emit', emit)
  replace('reallyExit', exitNow)
  return () => {
    active = false
    if (process.emit === (emit as unknown)) {
      if (own === undefined) delete (process as Partial<NodeJS.Process>).emit
      else Object.defineProperty(process, 'emit', own)
    }
    if ((process as unknown as { reallyExit: unknown }).reallyExit === exitNow) replace('reallyExit', reallyExit)
  }
}

function replace(name: 'emit' | 'reallyExit', value: unknown): void {
  const enumerable = Object.getOwnPropertyDescriptor(process, name)?.enumerable ?? false
  Object.defineProperty(process, name, { value, enumerable, configurable: true, writable: true })
}
