import type { ScheduleRule } from '../design/document.ts'
import { isDayByCalendar, isListedWeekday, listedDays, type StartDay } from './by-calendar.ts'
import { calendarDate, monthNumber } from './calendar-date.ts'
import type { DayNumber } from './local-time.ts'

/**
 * Whether Kazoo takes a day that is not before the rule's start for one of its days (ADR 42). Kazoo asks which day comes next after
 * yesterday, and whether that is today. Dates and weeks are as the calendar has them; of the others these are not:
 * - Days of a month are looked for in the order of their list, after yesterday and in yesterday's month. One that the month lacks is so many days
 *   into the next: a 31st is found on 1 May, a 29 February on 1 March.
 * - The fifth weekday of every month is also found on the first of a month, but in January.
 * - A weekday of every week of one month of the year is not found on the first of that month, but in January.
 * - Weekdays of a month are one weekday; with none or several the step gives up, so the rule never applies.
 * - With an interval, the very first day is not found where it begins a month or a year, and never for days.
 */
export function isDayInKazoo(rule: ScheduleRule, start: StartDay, day: DayNumber): boolean {
  if (rule.cycle === 'date' || rule.cycle === 'weekly') return isDayByCalendar(rule, start, day)
  if (day === start.first && rule.interval > 1 && beginsCycle(rule, start)) return false
  if (rule.cycle === 'daily') return isDayByCalendar(rule, start, day)
  return rule.ordinal === null ? isNextListed(rule, start, day) : isWeekdayOfMonth(rule, start, day)
}

function beginsCycle({ cycle }: ScheduleRule, { from }: StartDay): boolean {
  if (cycle === 'daily') return true
  return from.dayOfMonth === 1 && (cycle === 'monthly' || from.month === 1)
}

/** Whether the first listed day after yesterday is today. */
function isNextListed(rule: ScheduleRule, { from }: StartDay, day: DayNumber): boolean {
  const yesterday = calendarDate(day - 1)
  const today = calendarDate(day)
  const days = listedDays(rule, from)
  const isActive = (date: typeof today) =>
    rule.cycle === 'monthly'
      ? (monthNumber(date) - monthNumber(from)) % rule.interval === 0
      : date.month === (rule.month ?? from.month) && (date.year - from.year) % rule.interval === 0
  const next = isActive(yesterday) ? days.find((each) => each > yesterday.dayOfMonth) : undefined
  if (next !== undefined) return next === yesterday.dayOfMonth + 1
  return isActive(today) && today.dayOfMonth === 1 && days[0] === 1
}

function isWeekdayOfMonth(rule: ScheduleRule, start: StartDay, day: DayNumber): boolean {
  const { dayOfMonth, month } = calendarDate(day)
  if (rule.weekdays.length !== 1) return false
  const isLaterFirst = dayOfMonth === 1 && month > 1
  if (rule.cycle === 'yearly' && rule.ordinal === 'every' && isLaterFirst) return false
  const isFifthOfMonthBefore =
    rule.cycle === 'monthly' && rule.ordinal === 'fifth' && rule.interval === 1 && isLaterFirst
  return isDayByCalendar(rule, start, day) || (isFifthOfMonthBefore && isListedWeekday(rule, day))
}
