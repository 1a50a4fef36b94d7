import type { DialFailure } from '../../callflow/run/dial-failure.ts'
import type { DialCause } from '../../callflow/run/operation.ts'

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

/** Of several failures the one closest to a person: a phone that rang says more than one that is switched off. Whether one sent the call on stays said. */
export function combineFailures(failures: readonly DialFailure[]): DialFailure {
  const cause = byCloseness.find((each) => failures.some((failure) => failure.cause === each)) ?? 'unavailable'
  const closest = failures.find((failure) => failure.cause === cause) ?? { cause }
  const notFollowed = closest.notFollowed ?? failures.find((failure) => failure.notFollowed)?.notFollowed
  return notFollowed === undefined ? closest : { ...closest, notFollowed }
}

const byCloseness: readonly DialCause[] = ['no-answer', 'rejected', 'busy', 'unavailable', 'unregistered']
