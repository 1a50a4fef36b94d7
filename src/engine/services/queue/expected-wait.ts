/** A caller who got an agent, by the clock that measures. */
export interface Served {
  readonly servedMs: number
  /** When they came into the line. */
  readonly joinedMs: number
  /** Undefined where nobody in particular was named: it counts for everybody. */
  readonly agentId: string | undefined
}

export interface WaitAbout {
  /** 1 is next; of those who wait for the same agents. */
  readonly position: number
  readonly nowMs: number
  /** Who can take that caller. */
  readonly able: ReadonlySet<string>
}

/** The pace of longer ago says nothing about now. */
const WINDOW_MS = 1_800_000
/** Of one agent or of many: of all who serve the queue. */
const MAX_REMEMBERED = 200
/** The latest that an estimate is made of. */
const MAX_SAMPLES = 20
/** Fewer are no pace. */
const MIN_SAMPLES = 3

/** What is remembered for the estimate, the oldest first. */
export const withServed = (before: readonly Served[], served: Served): readonly Served[] =>
  [...before, served].slice(-MAX_REMEMBERED)

/**
 * How long whoever stands at `position` may still wait: so many times as long as callers lately stood first in line before one of those agents took them.
 * Undefined while fewer than three were served so within half an hour: nothing is better than a guess.
 */
export function expectedWaitMs(served: readonly Served[], { position, nowMs, able }: WaitAbout): number | undefined {
  const byThem = served.filter(({ agentId }) => agentId === undefined || able.has(agentId))
  const lately = byThem
    .map(({ servedMs, joinedMs }, at) => {
      return { servedMs, firstForMs: servedMs - Math.max(joinedMs, byThem[at - 1]?.servedMs ?? joinedMs) }
    })
    .slice(-MAX_SAMPLES)
    .filter(({ servedMs }) => nowMs - servedMs <= WINDOW_MS)
  if (lately.length < MIN_SAMPLES) return undefined
  return Math.round((position * lately.reduce((sum, { firstForMs }) => sum + firstForMs, 0)) / lately.length)
}
