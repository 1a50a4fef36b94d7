/** Somebody who can be gone at any moment. */
export interface Line {
  /** Why there is nobody to wait for any more, as it is thrown; undefined while somebody is there. */
  readonly gone: Error | undefined
  /** Runs once; the returned function takes the listener back. */
  onGone(listener: (why: Error) => void): () => void
}

/**
 * Waits for `settle`, or rejects with why the line is gone as soon as it is. `begin` starts whatever leads to `settle` and
 * returns its clean-up, which runs exactly once, whichever way the wait ends.
 */
export function whileThere<T>(line: Line, begin: (settle: (value: T) => void) => () => void): Promise<T> {
  if (line.gone) return Promise.reject(line.gone)
  return new Promise<T>((resolve, reject) => {
    let isOver = false
    let cleanUp: (() => void) | undefined
    const finish = (end: () => void) => {
      if (isOver) return
      isOver = true
      stopListening()
      cleanUp?.()
      end()
    }
    const stopListening = line.onGone((why) => finish(() => reject(why)))
    try {
      cleanUp = begin((value) => finish(() => resolve(value)))
    } catch (error) {
      finish(() => reject(error instanceof Error ? error : new Error(String(error))))
      return
    }
    if (isOver) cleanUp() // settled while beginning
  })
}

/** A promise's outcome, or why the line is gone when that comes first. */
export function orGone<T>(line: Line, promise: Promise<T>): Promise<T> {
  return whileThere<{ readonly value: T } | { readonly error: unknown }>(line, (settle) => {
    promise.then(
      (value) => settle({ value }),
      (error: unknown) => settle({ error }),
    )
    return () => {}
  }).then((outcome) => {
    if ('value' in outcome) return outcome.value
    throw outcome.error
  })
}
