import { CallerGone } from '../../callflow/run/operation.ts'

/** Somebody who can hang up at any moment. */
export interface Line {
  readonly isGone: boolean
  /** Runs once; the returned function takes the listener back. */
  onGone(listener: () => void): () => void
}

/**
 * Waits for `settle`, or rejects with `CallerGone` as soon as the line is gone. `begin` starts whatever leads to `settle` and
 * returns its clean-up, which runs exactly once, whichever way the wait ends.
 */
export function whileThere<T>(line: Line, begin: (settle: (value: T) => void) => () => void): Promise<T> {
  if (line.isGone) return Promise.reject(new CallerGone())
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
    const stopListening = line.onGone(() => finish(() => reject(new CallerGone())))
    try {
      cleanUp = begin((value) => finish(() => resolve(value)))
    } catch (error) {
      finish(() => reject(error instanceof Error ? error : new Error(String(error))))
      return
    }
    if (isOver) cleanUp() // settled while beginning
  })
}

/** A promise's outcome, or `CallerGone` when that comes first. */
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
