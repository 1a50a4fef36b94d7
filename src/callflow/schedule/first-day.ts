import type { ScheduleRule } from '../design/document.ts'
import { dateOf, type DayNumber, dayNumber } from './local-time.ts'
import { includesDay } from './rule-days.ts'

/** Far enough for every leap day and every weekday it can fall on. */
const MOST_MONTHS = 400

/** The first day of a rule, from its start on; undefined when it has none, or ends before. Nothing about the time of day (A5). */
export function firstDay(rule: ScheduleRule): DayNumber | undefined {
  const start = dayNumber(rule.startDate)
  if (rule.cycle === 'date' || rule.cycle === 'daily') return firstOf(rule, start, rule.interval + 1)
  if (rule.cycle === 'weekly') return firstOf(rule, start, 7 * rule.interval + 7)
  const last = rule.endDate === null ? Number.POSITIVE_INFINITY : dayNumber(rule.endDate)
  const stepMonths = rule.cycle === 'yearly' ? 12 * rule.interval : rule.interval
  let month = dateOf(start).with({ day: 1 })
  if (rule.cycle === 'yearly' && rule.month !== null) month = month.with({ month: rule.month })
  for (let count = 0; count < MOST_MONTHS && dayNumber(month) <= last; count++) {
    const found = firstOf(rule, dayNumber(month), month.daysInMonth + 1) // Kazoo finds days that a month lacks on the first of the next
    if (found !== undefined) return found
    month = month.add({ months: stepMonths })
  }
  return undefined
}

function firstOf(rule: ScheduleRule, from: DayNumber, days: number): DayNumber | undefined {
  for (let day = from; day < from + days; day++) if (includesDay(rule, day)) return day
  return undefined
}
