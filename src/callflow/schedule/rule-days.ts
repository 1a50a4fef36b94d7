import type { ScheduleRule } from '../design/document.ts'
import { weekdays } from '../design/kinds/schedules.ts'
import { oncePer } from '../design/once-per.ts'
import { type DayNumber, dayNumber } from './local-time.ts'

/** Whether the rule's days include a local day (A5). Nothing about the time of day. */
export function includesDay(rule: ScheduleRule, day: DayNumber): boolean {
  const { first, last } = spanOf(rule)
  if (day < first || day > last) return false
  switch (rule.cycle) {
    case 'date':
      return day === first
    case 'daily':
      return (day - first) % rule.interval === 0
    case 'weekly':
      return isListedWeekday(rule, day) && (weekNumber(day) - weekNumber(first)) % rule.interval === 0
    case 'monthly':
      return monthsBetween(first, day) % rule.interval === 0 && isDayOfMonth(rule, day)
    case 'yearly':
      return isMonthOfYear(rule, day) && isDayOfMonth(rule, day)
  }
}

/** First and last day on which the rule is not asleep. */
const spanOf = oncePer(({ startDate, endDate }: ScheduleRule) => ({
  first: dayNumber(startDate),
  last: endDate === null ? Number.POSITIVE_INFINITY : dayNumber(endDate),
}))

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

/** Kazoo counts ISO weeks, which begin on Monday, also for intervals. Day 4 was the first Monday. */
const weekNumber = (day: DayNumber) => Math.floor((day - 4) / 7)

const DAY_MS = 86_400_000
const calendar = (day: DayNumber) => new Date(day * DAY_MS)

function monthsBetween(first: DayNumber, day: DayNumber): number {
  const [from, to] = [calendar(first), calendar(day)]
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth()
}

function isMonthOfYear(rule: ScheduleRule, day: DayNumber): boolean {
  const [from, to] = [calendar(spanOf(rule).first), calendar(day)]
  if (to.getUTCMonth() + 1 !== (rule.month ?? from.getUTCMonth() + 1)) return false
  return (to.getUTCFullYear() - from.getUTCFullYear()) % rule.interval === 0
}

/** An empty list of weekdays means every day. */
function isListedWeekday(rule: ScheduleRule, day: DayNumber): boolean {
  const weekday = weekdays[day - 4 - weekNumber(day) * 7]
  return rule.weekdays.length === 0 || (weekday !== undefined && rule.weekdays.includes(weekday))
}

/** By `ordinal` and weekday, else by the listed days, else the day of the start date. */
function isDayOfMonth(rule: ScheduleRule, day: DayNumber): boolean {
  const dayOfMonth = calendar(day).getUTCDate()
  if (rule.ordinal === null) {
    return rule.days.length === 0
      ? dayOfMonth === calendar(spanOf(rule).first).getUTCDate()
      : rule.days.includes(dayOfMonth)
  }
  if (!isListedWeekday(rule, day)) return false
  if (rule.ordinal === 'every') return true
  if (rule.ordinal === 'last') return calendar(day + 7).getUTCDate() <= 7
  return Math.ceil(dayOfMonth / 7) === ordinals.indexOf(rule.ordinal) + 1
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth']
