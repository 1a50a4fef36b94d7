import { Temporal } from 'temporal-polyfill'
import type { ScheduleRule } from '../design/document.ts'
import { weekdays } from '../design/kinds/routing.ts'

/** Whether the rule's days include a local date (A5). Nothing about the time of day. */
export function includesDay(rule: ScheduleRule, date: Temporal.PlainDate): boolean {
  const start = Temporal.PlainDate.from(rule.startDate)
  if (Temporal.PlainDate.compare(date, start) < 0) return false
  if (rule.endDate !== null && Temporal.PlainDate.compare(date, Temporal.PlainDate.from(rule.endDate)) > 0) return false
  switch (rule.cycle) {
    case 'date':
      return date.equals(start)
    case 'daily':
      return start.until(date, { largestUnit: 'day' }).days % rule.interval === 0
    case 'weekly':
      return isListedWeekday(rule, date) && weeksBetween(start, date) % rule.interval === 0
    case 'monthly':
      return monthsBetween(start, date) % rule.interval === 0 && isDayOfMonth(rule, date)
    case 'yearly':
      return (
        date.month === (rule.month ?? start.month) &&
        (date.year - start.year) % rule.interval === 0 &&
        isDayOfMonth(rule, date)
      )
  }
}

/** How many days of a cycle the rule covers, for comparing rules of one kind: fewer is more specific. */
export function daysPerCycle(rule: ScheduleRule): number {
  const listed = rule.weekdays.length === 0 ? 7 : new Set(rule.weekdays).size
  switch (rule.cycle) {
    case 'date':
    case 'daily':
      return 1
    case 'weekly':
      return listed
    case 'monthly':
    case 'yearly':
      if (rule.ordinal === null) return Math.max(1, new Set(rule.days).size)
      return rule.ordinal === 'every' ? listed * 4 : listed
  }
}

/** Kazoo counts ISO weeks, which begin on Monday, also for intervals. */
function weeksBetween(start: Temporal.PlainDate, date: Temporal.PlainDate): number {
  return mondayOf(start).until(mondayOf(date), { largestUnit: 'day' }).days / 7
}

const mondayOf = (date: Temporal.PlainDate) => date.subtract({ days: date.dayOfWeek - 1 })

const monthsBetween = (start: Temporal.PlainDate, date: Temporal.PlainDate) =>
  (date.year - start.year) * 12 + date.month - start.month

/** An empty list of weekdays means every day. */
function isListedWeekday(rule: ScheduleRule, date: Temporal.PlainDate): boolean {
  const weekday = weekdays[date.dayOfWeek - 1]
  return rule.weekdays.length === 0 || (weekday !== undefined && rule.weekdays.includes(weekday))
}

/** By `ordinal` and weekday, else by the listed days, else the day of the start date. */
function isDayOfMonth(rule: ScheduleRule, date: Temporal.PlainDate): boolean {
  if (rule.ordinal === null) {
    return rule.days.length === 0
      ? date.day === Temporal.PlainDate.from(rule.startDate).day
      : rule.days.includes(date.day)
  }
  if (!isListedWeekday(rule, date)) return false
  if (rule.ordinal === 'every') return true
  if (rule.ordinal === 'last') return date.day + 7 > date.daysInMonth
  return Math.ceil(date.day / 7) === ordinals.indexOf(rule.ordinal) + 1
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth']
