import type { ScheduleRule } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { firstDay } from '../schedule/first-day.ts'
import { isOvernight, splitAtMidnight } from '../schedule/split-at-midnight.ts'
import { clock } from '../schedule/clock-words.ts'
import type { Finding, QuickFix } from './finding.ts'
import { freshId } from './fixes.ts'
import { withRuleBeside } from './rule-use.ts'

/** What single rules get wrong (A5). */
export function checkRule(rule: ScheduleRule, design: DesignSnapshot): Finding[] {
  const never = neverOf(rule)
  if (never) {
    const { message, changes } = never
    const repaired = changes.find(({ change }) => !neverOf({ ...rule, ...change }))
    const fix = repaired && { label: repaired.label, put: [{ ...rule, ...repaired.change }] }
    return [{ code: 'rule-never-matches', severity: 'warning', documentId: rule.id, message, ...(fix && { fix }) }]
  }
  return isOvernight(rule) ? [overnight(rule, design)] : []
}

interface Never {
  readonly message: string
  /** What might help, the gentlest first. */
  readonly changes: readonly { readonly label: string; readonly change: Partial<ScheduleRule> }[]
}

const allDay = { label: 'Open it all day', change: { fromSec: 0, untilSec: 86_400 } }
const endless = { label: 'Take its last day away', change: { endDate: null } }

function neverOf(rule: ScheduleRule): Never | undefined {
  const say = (why: string) => `"${rule.name}" never applies: ${why}.`
  if (rule.fromSec === rule.untilSec) {
    return { message: say(`it opens and closes at ${clock(rule.fromSec)}`), changes: [allDay] }
  }
  if (rule.endDate !== null && rule.endDate < rule.startDate) {
    return { message: say(`it ends on ${rule.endDate}, before it begins on ${rule.startDate}`), changes: [endless] }
  }
  if (firstDay(rule) !== undefined) return undefined
  if (rule.endDate !== null && firstDay({ ...rule, endDate: null }) !== undefined) {
    return { message: say(`it ends on ${rule.endDate}, before its first day`), changes: [endless] }
  }
  if (rule.reckoning === 'kazoo' && firstDay({ ...rule, reckoning: 'calendar' }) !== undefined) {
    const change = { label: 'Go by the calendar', change: { reckoning: 'calendar' as const } }
    return { message: say('Kazoo finds none of its days, and it is imported'), changes: [change] }
  }
  const days = rule.days.length > 0 ? rule.days.join(', ') : rule.startDate.slice(8)
  const message = say(rule.ordinal === null ? `its months have no day ${days}` : 'its months have no such weekday')
  const lastDay =
    rule.ordinal === null ? [31, 30, 29, 28].map((day) => ({ days: [day] })) : [{ ordinal: 'last' as const }]
  const changes = lastDay.map((change) => ({ label: 'Take the last day of the month', change }))
  return {
    message,
    changes: [...changes, ...changes.map(({ label, change }) => ({ label, change: { ...change, interval: 1 } }))],
  }
}

/**
 * Our clock knows windows over midnight: they belong to the day they open on. Kazoo's does not, so a rule that came from there begins to
 * apply here, and one made here stops applying there: two rules mean the same on both.
 */
function overnight(rule: ScheduleRule, design: DesignSnapshot): Finding {
  const split = splitAtMidnight(rule, freshId(design, `${rule.id.slice(0, 50)}-morning`))
  const fix = split && fixOf(rule, split, design)
  const isKazoo = rule.foreign?.['kazoo'] !== undefined
  const message = isKazoo
    ? `"${rule.name}" runs over midnight, into the morning after. It never applied on the Kazoo system it comes from; here it does.`
    : `"${rule.name}" runs over midnight, into the morning after. On a Kazoo system it would never apply.`
  const severity = isKazoo ? 'warning' : 'info'
  return { code: 'overnight-rule', severity, documentId: rule.id, message, ...(fix && { fix }) }
}

function fixOf(
  rule: ScheduleRule,
  { evening, morning }: NonNullable<ReturnType<typeof splitAtMidnight>>,
  design: DesignSnapshot,
): QuickFix | undefined {
  if (!morning) return { label: 'Close it at midnight', put: [evening] }
  const others = withRuleBeside(design, rule.id, morning.id)
  return others && { label: 'Split it at midnight', put: [evening, morning, ...others] }
}
