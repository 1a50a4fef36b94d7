import type { ScheduleRule } from '../design/document.ts'
import { lastDayOf } from '../schedule/last-day.ts'
import { dateOf, dayNumber } from '../schedule/local-time.ts'
import { isOvernight } from '../schedule/split-at-midnight.ts'
import type { Finding } from './finding.ts'
import type { Calendar } from './tracked-design.ts'

/** A rule whose last day has passed: it will never apply again (A5). Those set by hand do not ask for the date. */
export function checkOver(rule: ScheduleRule, calendar: Calendar): Finding[] {
  if (rule.forced !== 'by-time' || calendar.today === undefined) return []
  const last = lastDayOf(rule)
  if (last === undefined) return []
  const applies = isOvernight(rule) ? last + 1 : last // into the morning after
  if (dayNumber(calendar.today) <= applies) return []
  const message = `"${rule.name}" is over: its last day was ${dateOf(last).toString()}.`
  return [{ code: 'rule-over', severity: 'info', documentId: rule.id, message }]
}
