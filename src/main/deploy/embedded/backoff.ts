/** When to restart an engine that ended by itself. The first time at once: its phones are back before anybody redials. */
export interface Backoff {
  /** Milliseconds to wait before the restart after an end at `nowMs`, of a clock nobody can set; undefined: give up. */
  next(nowMs: number): number | undefined
  startedWell(nowMs: number): void
}

export function restartBackoff(): Backoff {
  let failures = 0
  let upSinceMs: number | undefined
  return {
    next(nowMs) {
      const ranLong = upSinceMs !== undefined && nowMs - upSinceMs >= STEADY_MS
      failures = ranLong ? 1 : failures + 1
      upSinceMs = undefined
      if (failures > MOST_FAILURES) return undefined
      return failures === 1 ? 0 : Math.min(LONGEST_MS, FIRST_WAIT_MS * 2 ** (failures - 2))
    },
    startedWell(nowMs) {
      upSinceMs = nowMs
    },
  }
}

const FIRST_WAIT_MS = 250
const LONGEST_MS = 30_000
/** An engine that ran this long has a new trouble, not the old one. */
const STEADY_MS = 60_000
/** About five minutes of trying. */
const MOST_FAILURES = 16
