import type { ScheduleRule } from '../design/document.ts'
import { oncePer } from '../design/once-per.ts'
import { isDayByCalendar } from './by-calendar.ts'
import { isDayInKazoo } from './by-kazoo.ts'
import { calendarDate } from './calendar-date.ts'
import { type DayNumber, dayNumber } from './local-time.ts'

/** Whether the rule's days include a local day (A5). Nothing about the time of day. */
export function includesDay(rule: ScheduleRule, day: DayNumber): boolean {
  const span = spanOf(rule)
  if (day < span.first || day > span.last) return false
  return rule.reckoning === 'kazoo' ? isDayInKazoo(rule, span, day) : isDayByCalendar(rule, span, day)
}

/** First and last day on which the rule is not asleep; `last` is infinite for a rule without end. */
export const spanOf = oncePer(({ cycle, startDate, endDate }: ScheduleRule) => {
  const first = dayNumber(startDate)
  const last = cycle === 'date' ? first : Number.POSITIVE_INFINITY
  return { first, last: endDate === null ? last : Math.min(last, dayNumber(endDate)), from: calendarDate(first) }
})
