import type { ScheduleRule } from '../design/document.ts'
import { oncePer } from '../design/once-per.ts'
import { calendarDate, monthNumber } from './calendar-date.ts'
import { includesDay, spanOf } from './rule-days.ts'

/** In 28 years weekdays and leap days come again as they were (between 1901 and 2099). */
export const DAYS_THAT_REPEAT = 28 * 365.25

/**
 * How few days of a year a rule can apply to (M56): the most it has in any twelve calendar months in a row, within the first 28 years from its
 * start. Dates, intervals, ordinals, months and weekdays all count, by being looked at day by day; a closure over New Year is one closure.
 * 0 to 366; once per rule.
 */
export const daysInYear: (rule: ScheduleRule) => number = oncePer((rule: ScheduleRule) => {
  const { first, last, from } = spanOf(rule)
  const until = Math.min(last, first + DAYS_THAT_REPEAT)
  const months: number[] = []
  for (let day = first; day <= until; day++) {
    if (!includesDay(rule, day)) continue
    const month = monthNumber(calendarDate(day)) - monthNumber(from)
    months[month] = (months[month] ?? 0) + 1
  }
  let [most, days] = [0, 0]
  for (let month = 0; month < months.length; month++) {
    days += (months[month] ?? 0) - (months[month - 12] ?? 0)
    most = Math.max(most, days)
  }
  return most
})

/** How long a rule is open on each of its days, in seconds. */
export const windowSec = ({ fromSec, untilSec }: ScheduleRule) =>
  untilSec >= fromSec ? untilSec - fromSec : untilSec + 86_400 - fromSec

/** Below 0 when `left` is the rarer rule and wins over `right`, above 0 when `right` is, 0 when only the order of the list decides (M56, ADR 55). */
export const compareRarity = (left: ScheduleRule, right: ScheduleRule): number =>
  daysInYear(left) - daysInYear(right) || windowSec(left) - windowSec(right)
