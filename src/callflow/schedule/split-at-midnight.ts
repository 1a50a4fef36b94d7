import { Temporal } from 'temporal-polyfill'
import type { ScheduleRule } from '../design/document.ts'
import type { DocumentId } from '../design/kind.ts'
import { weekdays } from '../design/kinds/schedules.ts'

/** The last second that counts as a day's; what begins there is the next day's. */
const MIDNIGHT = 86_400

export const isOvernight = ({ fromSec, untilSec }: ScheduleRule) => untilSec < fromSec

/** A rule over midnight as a rule for the evening, which stays the same document, and one for the morning after. */
export interface SplitRule {
  readonly evening: ScheduleRule
  /** Absent when the rule ends at midnight sharp. */
  readonly morning?: ScheduleRule
}

/**
 * The same hours in two rules, as systems want that know no windows over midnight (A5). Undefined where the day after cannot be said by
 * a rule of the same cycle: after the nth weekday of a month, after the last of a month, or after a Sunday of every second week.
 */
export function splitAtMidnight(rule: ScheduleRule, morningId: DocumentId): SplitRule | undefined {
  if (!isOvernight(rule)) return undefined
  const evening = { ...rule, untilSec: MIDNIGHT }
  if (rule.untilSec === 0) return { evening }
  const after = dayAfter(rule)
  if (!after) return undefined
  const { foreign: _foreign, ...own } = rule
  const name = `${rule.name.slice(0, 110)} (after midnight)`
  return { evening, morning: { ...own, ...after, id: morningId, name, fromSec: 0, untilSec: rule.untilSec } }
}

/** What to change so that a rule's days are each a day later. */
function dayAfter(rule: ScheduleRule): Partial<ScheduleRule> | undefined {
  const startDate = next(rule.startDate)
  const dates = { startDate, endDate: rule.endDate === null ? null : next(rule.endDate) }
  switch (rule.cycle) {
    case 'date':
    case 'daily':
      return dates
    case 'weekly':
      return weekAfter(rule, dates)
    case 'monthly':
    case 'yearly':
      return monthAfter(rule, dates)
  }
}

type Dates = Pick<ScheduleRule, 'startDate' | 'endDate'>

function weekAfter(rule: ScheduleRule, dates: Dates): Partial<ScheduleRule> | undefined {
  const startsOnSunday = Temporal.PlainDate.from(rule.startDate).dayOfWeek === 7
  const isAcrossWeeks = startsOnSunday || rule.weekdays.length === 0 || rule.weekdays.includes('sunday')
  if (rule.interval > 1 && isAcrossWeeks) return undefined // the Monday after is another week
  const shifted = rule.weekdays.map((day) => weekdays[(weekdays.indexOf(day) + 1) % 7] ?? day)
  return { ...dates, weekdays: weekdays.filter((day) => shifted.includes(day)) }
}

function monthAfter(rule: ScheduleRule, dates: Dates): Partial<ScheduleRule> | undefined {
  if (rule.ordinal !== null) return undefined
  if (rule.reckoning === 'kazoo' && rule.interval > 1) return undefined // which finds no first of a month as its first day
  const start = Temporal.PlainDate.from(rule.startDate)
  const month = rule.month ?? start.month
  const days = rule.days.length === 0 ? [start.day] : rule.days
  if (days.some((day) => day >= shortest(rule.cycle === 'yearly' ? month : 2))) return undefined
  if (start.month !== Temporal.PlainDate.from(dates.startDate).month) return undefined // intervals are counted from its month
  return { ...dates, days: days.map((day) => day + 1), ...(rule.cycle === 'yearly' ? { month } : {}) }
}

const shortest = (month: number) => (month === 2 ? 28 : [4, 6, 9, 11].includes(month) ? 30 : 31)

const next = (date: string) => Temporal.PlainDate.from(date).add({ days: 1 }).toString()
