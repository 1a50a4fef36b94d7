import type { ScheduleRule } from '../design/document.ts'
import { type DayNumber, dayNumber } from './local-time.ts'
import { includesDay } from './rule-days.ts'

/**
 * The last day a rule applies to: one that is before today is over. Undefined when the rule never ends, and when it has no day at all
 * (`firstDay` tells). Hours over midnight go on into the morning after it.
 */
export function lastDayOf(rule: ScheduleRule): DayNumber | undefined {
  const start = dayNumber(rule.startDate)
  if (rule.cycle === 'date') return includesDay(rule, start) ? start : undefined
  if (rule.endDate === null) return undefined
  for (let day = dayNumber(rule.endDate); day >= start; day--) if (includesDay(rule, day)) return day
  return undefined
}
