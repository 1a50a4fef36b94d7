import type { LimitReached } from '../numbering/outside-limits.ts'
import type { DialCause } from './operation.ts'

export interface DialFailure {
  readonly cause: DialCause
  readonly sipStatus?: number
  /** To whom a phone sent the call on, and why it did not go there. */
  readonly notFollowed?: string
  /** Nothing was sent: a limit on outside calls is reached. */
  readonly limit?: LimitReached
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
