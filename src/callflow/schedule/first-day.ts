import { Temporal } from 'temporal-polyfill'
import type { ScheduleRule } from '../design/document.ts'
import { includesDay } from './rule-days.ts'

/** Far enough for every leap day and every weekday it can fall on. */
const MOST_MONTHS = 400

/** The first day of a rule, from its start on; undefined when it has none, or ends before. Nothing about the time of day (A5). */
export function firstDay(rule: ScheduleRule): Temporal.PlainDate | undefined {
  const start = Temporal.PlainDate.from(rule.startDate)
  if (rule.cycle === 'date' || rule.cycle === 'daily') return includesDay(rule, start) ? start : undefined
  if (rule.cycle === 'weekly') return firstOf(rule, start, 7 * rule.interval + 7)
  const stepMonths = rule.cycle === 'yearly' ? 12 * rule.interval : rule.interval
  let month = start.with({ day: 1 })
  if (rule.cycle === 'yearly' && rule.month !== null) month = month.with({ month: rule.month })
  for (let count = 0; count < MOST_MONTHS && !isPast(rule, month); count++) {
    const found = firstOf(rule, month, month.daysInMonth)
    if (found) return found
    month = month.add({ months: stepMonths })
  }
  return undefined
}

function firstOf(rule: ScheduleRule, from: Temporal.PlainDate, days: number): Temporal.PlainDate | undefined {
  for (let day = 0, date = from; day < days && !isPast(rule, date); day++, date = date.add({ days: 1 })) {
    if (includesDay(rule, date)) return date
  }
  return undefined
}

const isPast = (rule: ScheduleRule, date: Temporal.PlainDate) =>
  rule.endDate !== null && Temporal.PlainDate.compare(date, Temporal.PlainDate.from(rule.endDate)) > 0
