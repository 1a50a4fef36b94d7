import type { ScheduleRule } from '../design/document.ts'
import { firstDay } from '../schedule/first-day.ts'
import { isOvernight } from '../schedule/split-at-midnight.ts'
import { dateOf, dayNumber } from '../schedule/local-time.ts'
import type { Finding } from './finding.ts'
import type { Calendar } from './tracked-design.ts'

/** A rule whose last day has passed: it will never apply again (A5). Those set by hand do not ask for the date. */
export function checkOver(rule: ScheduleRule, calendar: Calendar): Finding[] {
  const last = rule.forced === 'by-time' ? lastDate(rule) : undefined
  if (last === undefined || calendar.today === undefined) return []
  const applies = isOvernight(rule) ? dateOf(dayNumber(last) + 1).toString() : last // into the morning after
  if (calendar.today <= applies || firstDay(rule) === undefined) return []
  const message = `"${rule.name}" is over: its last day was ${last}.`
  return [{ code: 'rule-over', severity: 'info', documentId: rule.id, message }]
}

/** Undefined for a rule without end. */
function lastDate({ cycle, startDate, endDate }: ScheduleRule): string | undefined {
  if (cycle !== 'date') return endDate ?? undefined
  return startDate
}
