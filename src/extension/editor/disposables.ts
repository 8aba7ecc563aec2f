export interface Disposable {
  dispose(): unknown
}

export interface Owner extends Disposable {
  /** Takes charge of it and returns it. What arrives after `dispose` is disposed at once. */
  own<T extends Disposable>(item: T): T
}

/** Disposes what it owns, the last first, once. One that fails does not keep the others. */
export function createOwner(onError: (error: unknown) => void = () => undefined): Owner {
  const items: Disposable[] = []
  let disposed = false
  const disposeItem = (item: Disposable): void => {
    try {
      item.dispose()
    } catch (error) {
      onError(error)
    }
  }
  return {
    own(item) {
      if (disposed) disposeItem(item)
      else items.push(item)
      return item
    },
    dispose() {
      disposed = true
      for (const item of items.splice(0).toReversed()) disposeItem(item)
    },
  }
}
