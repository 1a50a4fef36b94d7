import type { ScheduleRule } from '../design/document.ts'
import type { DayNumber } from './local-time.ts'
import { includesDay, spanOf } from './rule-days.ts'

/**
 * The last day a rule applies to: one that is before today is over. Undefined when the rule never ends, and when it has no day at all
 * (`firstDay` tells). Hours over midnight go on into the morning after it.
 */
export function lastDayOf(rule: ScheduleRule): DayNumber | undefined {
  const { first, last } = spanOf(rule)
  if (last === Number.POSITIVE_INFINITY) return undefined
  for (let day = last; day >= first; day--) if (includesDay(rule, day)) return day
  return undefined
}
