import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

/** Which limit kept a call in. */
export type OutsideLimit = 'calls-at-once' | 'minutes' | 'trunk-minutes'

export const limitWords = {
  'calls-at-once': 'as many outside calls as they may have at once are up',
  minutes: 'their outside minutes of the day are used up',
  'trunk-minutes': 'the minutes of the trunk are used up for the day',
} as const satisfies Record<OutsideLimit, string>

/** Of one person; 0 is no limit. */
export interface PersonLimits {
  readonly callsAtOnce: number
  readonly minutesADay: number
}

/** Somebody's own limits, else the account's. Calls that are nobody's have none. */
export function limitsOfPerson(design: DesignSnapshot, userId: DocumentId): PersonLimits {
  const user = design.find('user', userId)
  const from = user?.outsideLimits === 'own' ? user : user && design.account
  return { callsAtOnce: from?.outsideCallsAtOnce ?? 0, minutesADay: from?.outsideMinutesADay ?? 0 }
}

/** The limits that a design sets at all, for anybody. */
export function limitsSet(design: DesignSnapshot): readonly OutsideLimit[] {
  const people = [design.account, ...design.list('user').filter(({ outsideLimits }) => outsideLimits === 'own')]
  return [
    ...(people.some((each) => each && each.outsideCallsAtOnce > 0) ? (['calls-at-once'] as const) : []),
    ...(people.some((each) => each && each.outsideMinutesADay > 0) ? (['minutes'] as const) : []),
    ...(design.list('trunk').some(({ outsideMinutesADay }) => outsideMinutesADay > 0)
      ? (['trunk-minutes'] as const)
      : []),
  ]
}
