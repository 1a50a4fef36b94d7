import type { DialCause } from '../../callflow/run/operation.ts'

export interface DialFailure {
  readonly cause: DialCause
  readonly sipStatus?: number
}

/** As written at `DialCause`. */
export function causeOfStatus(sipStatus: number): DialCause {
  switch (sipStatus) {
    case 486:
    case 600:
      return 'busy'
    case 403:
    case 603:
      return 'rejected'
    case 408:
    case 480:
      return 'no-answer'
    default:
      return 'unavailable'
  }
}

/** What the caller of an unanswered call is told when its flow ends after such a dial. */
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

/** Of several failures the one closest to a person: a phone that rang says more than one that is switched off. */
export function combineFailures(failures: readonly DialFailure[]): DialFailure {
  for (const cause of byCloseness) {
    const found = failures.find((failure) => failure.cause === cause)
    if (found) return found
  }
  return { cause: 'unavailable' }
}

const byCloseness: readonly DialCause[] = ['no-answer', 'rejected', 'busy', 'unavailable', 'unregistered']
