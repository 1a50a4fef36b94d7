import type { QueueBoard } from '../../store/live-events.ts'

/** How a number stands against what the queue wants. `quiet`: there is nothing to judge. */
export type Level = 'good' | 'watch' | 'bad' | 'quiet'

export const levelWords: Readonly<Record<Level, string>> = {
  good: 'as wanted',
  watch: 'watch this',
  bad: 'act now',
  quiet: '',
}

/** A caller may wait as long as the queue wants; three times as long is too long. */
export function waitLevel(waitedMs: number | undefined, serviceLevelSec: number): Level {
  if (waitedMs === undefined) return 'quiet'
  if (waitedMs <= serviceLevelSec * 1_000) return 'good'
  return waitedMs <= 3 * serviceLevelSec * 1_000 ? 'watch' : 'bad'
}

/** Eight of ten in time is what call centres commonly want; six are few. */
export function serviceLevel(share: number | null): Level {
  if (share === null) return 'quiet'
  if (share >= 0.8) return 'good'
  return share >= 0.6 ? 'watch' : 'bad'
}

/** Nobody is there to take a caller who comes now. */
export function staffLevel({ agents, waitingCount }: Pick<QueueBoard, 'agents' | 'waitingCount'>): Level {
  const count = (...states: readonly string[]) => agents.filter(({ state }) => states.includes(state)).length
  if (count('ready') > 0) return 'good'
  if (count('ringing', 'talking', 'wrap-up', 'on-call') > 0) return 'watch'
  return waitingCount > 0 ? 'bad' : 'watch'
}

/** When the caller who waits longest began to; undefined while nobody waits on the line. */
export function longestSince({ waiting }: Pick<QueueBoard, 'waiting'>): number | undefined {
  const since = waiting.filter(({ isCallback }) => !isCallback).map(({ sinceMs }) => sinceMs)
  return since.length === 0 ? undefined : Math.min(...since)
}

/** `92 %`, or a dash before anybody was served. */
export const percent = (share: number | null): string => (share === null ? '–' : `${Math.round(share * 100)} %`)
