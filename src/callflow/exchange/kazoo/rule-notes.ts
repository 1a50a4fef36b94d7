import type { ScheduleRule } from '../../design/document.ts'
import { dateOf, type DayNumber } from '../../schedule/local-time.ts'
import { DAYS_THAT_REPEAT } from '../../schedule/rarity.ts'
import { includesDay, spanOf } from '../../schedule/rule-days.ts'
import { isOvernight } from '../../schedule/split-at-midnight.ts'
import type { ExchangeContext } from './fields.ts'
import { type JsonObject, withKeys } from './json.ts'
import { hasCycle, kazooRule } from './kinds/schedules.ts'
import { OWN_KEY, readRecord } from './record.ts'

/** Kazoo has no way to take several weekdays of a month for a rule, and none to take no weekday for all. */
const isOfSeveralWeekdays = ({ cycle, ordinal, weekdays }: ScheduleRule) =>
  (cycle === 'monthly' || cycle === 'yearly') && ordinal !== null && weekdays.length !== 1

/** What a rule says less, or more, here than on the Kazoo system it comes from: sentences for whoever imports it. */
export function importedRuleNotes(original: JsonObject, rule: ScheduleRule): string[] {
  return [
    ...(hasCycle(original) ? [] : ['no cycle: Kazoo skips it by the clock; here it ends before it begins']),
    ...(isOfSeveralWeekdays(rule)
      ? [`${rule.weekdays.length} weekdays of a month: Kazoo takes all other times there; here it never applies`]
      : []),
    ...(isOvernight(rule) ? ['hours over midnight: Kazoo never matches them; here they apply'] : []),
  ]
}

/** What Kazoo will do otherwise than we with a rule as it is written: found by reading it back as Kazoo does. */
export function ruleLosses(rule: ScheduleRule, written: JsonObject, context: ExchangeContext): string[] {
  const overnight = 'Kazoo never matches hours that run over midnight; make it two rules'
  const days = otherDays(rule, written, context)
  return [...(isOvernight(rule) ? [overnight] : []), ...(days === undefined ? [] : [days])]
}

function otherDays(rule: ScheduleRule, written: JsonObject, context: ExchangeContext): string | undefined {
  const isPlain = rule.reckoning === 'kazoo' || rule.cycle === 'weekly' || rule.cycle === 'date'
  if (isPlain && rule.endDate === null) return undefined
  const read = readRecord(kazooRule, withKeys(written, [[OWN_KEY, undefined]]), context, {
    id: rule.id,
    kind: rule.kind,
  })
  if (!read.ok) return undefined
  const there = read.value as unknown as ScheduleRule // what the kind's schema made of it
  const { first, last } = spanOf(rule)
  const differs = (day: DayNumber) => includesDay(rule, day) !== includesDay(there, day)
  const other = firstOf(first, Math.min(last, first + DAYS_THAT_REPEAT), differs)
  if (other !== undefined && isOfSeveralWeekdays(rule)) {
    return 'Kazoo takes one weekday of a month; with more, or none, calls go by all other times there'
  }
  if (other !== undefined) {
    const applies = includesDay(there, other) ? 'applies' : 'does not apply'
    return `Kazoo finds other days: it ${applies} there on ${dateOf(other).toString()}`
  }
  if (last === Number.POSITIVE_INFINITY || firstOf(last + 1, last + DAYS_THAT_REPEAT, differs) === undefined)
    return undefined
  return `Kazoo has nothing for "Until": it goes on there after ${dateOf(last).toString()}`
}

function firstOf(from: DayNumber, until: DayNumber, isSought: (day: DayNumber) => boolean): DayNumber | undefined {
  for (let day = from; day <= until; day++) if (isSought(day)) return day
  return undefined
}
