import type { ScheduleRule } from '../design/document.ts'
import { weekdays } from '../design/kinds/schedules.ts'
import { type CalendarDate, calendarDate, monthNumber, weekdayOf, weekNumber } from './calendar-date.ts'
import type { DayNumber } from './local-time.ts'

/** The day a rule starts on. */
export interface StartDay {
  readonly first: DayNumber
  readonly from: CalendarDate
}

/** Whether a day that is not before the rule's start is one of its days by the calendar (A5). */
export function isDayByCalendar(rule: ScheduleRule, { first, from }: StartDay, day: DayNumber): boolean {
  switch (rule.cycle) {
    case 'date':
      return day === first
    case 'daily':
      return (day - first) % rule.interval === 0
    case 'weekly':
      return isListedWeekday(rule, day) && (weekNumber(day) - weekNumber(first)) % rule.interval === 0
    case 'monthly': {
      const to = calendarDate(day)
      return (monthNumber(to) - monthNumber(from)) % rule.interval === 0 && isDayOfMonth(rule, from, day, to)
    }
    case 'yearly': {
      const to = calendarDate(day)
      const isMonth = to.month === (rule.month ?? from.month)
      return isMonth && (to.year - from.year) % rule.interval === 0 && isDayOfMonth(rule, from, day, to)
    }
  }
}

/** An empty list of weekdays means every day. */
export function isListedWeekday(rule: ScheduleRule, day: DayNumber): boolean {
  const weekday = weekdays[weekdayOf(day)]
  return rule.weekdays.length === 0 || (weekday !== undefined && rule.weekdays.includes(weekday))
}

/** The listed days of the month, else the day of the start date. */
export const listedDays = (rule: ScheduleRule, from: CalendarDate): readonly number[] =>
  rule.days.length === 0 ? [from.dayOfMonth] : rule.days

/** By `ordinal` and weekday, else by the listed days. */
function isDayOfMonth(rule: ScheduleRule, from: CalendarDate, day: DayNumber, { dayOfMonth }: CalendarDate): boolean {
  if (rule.ordinal === null) return listedDays(rule, from).includes(dayOfMonth)
  if (!isListedWeekday(rule, day)) return false
  if (rule.ordinal === 'every') return true
  if (rule.ordinal === 'last') return calendarDate(day + 7).dayOfMonth <= 7
  return Math.ceil(dayOfMonth / 7) === ordinals.indexOf(rule.ordinal) + 1
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth']
