/** A caller who got an agent: for how long they had been first in line, on the clock that measures. */
export interface Served {
  readonly servedMs: number
  readonly firstForMs: number
}

/** The pace of longer ago says nothing about now. */
const WINDOW_MS = 1_800_000
const MAX_SAMPLES = 20
/** Fewer are no pace. */
const MIN_SAMPLES = 3

/** What is remembered for the estimate, the oldest first. */
export const withServed = (before: readonly Served[], served: Served): readonly Served[] =>
  [...before, served].slice(-MAX_SAMPLES)

/**
 * How long whoever stands at `position` (1 is next) may still wait: so many times as long as callers lately stood first in line before an agent took them.
 * Undefined while fewer than three were served within half an hour: nothing is better than a guess.
 */
export function expectedWaitMs(
  served: readonly Served[],
  { position, nowMs }: { readonly position: number; readonly nowMs: number },
): number | undefined {
  const lately = served.filter(({ servedMs }) => nowMs - servedMs <= WINDOW_MS)
  if (lately.length < MIN_SAMPLES) return undefined
  return Math.round((position * lately.reduce((sum, { firstForMs }) => sum + firstForMs, 0)) / lately.length)
}
