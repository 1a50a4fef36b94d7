import { isOfTrunk, type LimitReached } from '../numbering/outside-limits.ts'
import type { DialCause } from './operation.ts'

export interface DialFailure {
  readonly cause: DialCause
  readonly sipStatus?: number
  /** To whom a phone sent the call on, and why it did not go there. */
  readonly notFollowed?: string
  /** Nothing was sent: a limit on outside calls is reached. */
  readonly limit?: LimitReached
}

/** A carrier that may be tried after another says something within this time: an INVITE over UDP has been sent four times by then (RFC 3261 §17.1.1.2). */
export const DEAD_CARRIER_MS = 4_000

/** Whether another carrier may do better: this one is not there, has no circuit, or cannot speak as we do. The number called has nothing to do with it. */
export function isTrunksTrouble({ cause, sipStatus = 503, limit }: DialFailure): boolean {
  if (limit !== undefined) return isOfTrunk(limit.limit)
  return cause === 'unavailable' && (sipStatus === 408 || sipStatus === 488 || (sipStatus >= 500 && sipStatus < 600))
}

/** What the caller of an unanswered call is told when the call ends after such a dial. */
export function statusOfFailure({ cause, sipStatus }: DialFailure): number {
  switch (cause) {
    case 'busy':
      return 486
    case 'rejected':
      return 603
    case 'no-answer':
    case 'unregistered':
      return 480
    case 'unavailable':
      return sipStatus !== undefined && sipStatus >= 400 ? sipStatus : 480
  }
}
