import type { ScheduleRule } from '../../../design/document.ts'
import { scheduleRule, scheduleSet, weekdays } from '../../../design/kinds/schedules.ts'
import { at, derived, type ExchangeContext, type Field, listOf, number, references, word } from '../fields.ts'
import { type Json, type JsonObject, put } from '../json.ts'
import { defineKazooKind, title } from '../kind.ts'
import { startDate } from '../start-date.ts'

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'last', 'every'] as const

type Weekday = (typeof weekdays)[number]

/** Kazoo's own spelling is `wensday`; both are read, and the original's is written. */
function readWeekday(value: Json): Weekday | undefined {
  const spelt = value === 'wensday' ? 'wednesday' : value
  return weekdays.find((day) => day === spelt)
}

const wdays = listOf<Weekday>('wdays', readWeekday, (day) => day, 7)

/** Kazoo's user interface stores some numbers as text. */
function readDay(value: Json): number | undefined {
  const day = typeof value === 'string' && /^\d{1,2}$/.test(value) ? Number(value) : value
  return typeof day === 'number' && Number.isInteger(day) && day >= 1 && day <= 31 ? day : undefined
}

const days = listOf<number>('days', readDay, (day) => day, 31)

const DAY_SEC = 86_400

const cycles = { date: 'date', daily: 'daily', weekly: 'weekly', monthly: 'monthly', yearly: 'yearly' } as const

/** Kazoo skips a rule without one, unless it is forced on. */
export const hasCycle = ({ cycle }: JsonObject) => typeof cycle === 'string' && Object.hasOwn(cycles, cycle)

const isOfMonth = ({ cycle }: { readonly cycle?: unknown }) => cycle === 'monthly' || cycle === 'yearly'

/** Days of the month go before weekdays; without either word it is the first such weekday. */
const ordinal: Field<ScheduleRule['ordinal']> = {
  path: 'ordinal',
  read(from, context) {
    const named = ordinals.find((each) => each === from.ordinal)
    if (!isOfMonth(from)) return named ?? null
    return days.read(from, context)?.length ? null : (named ?? 'first')
  },
  write: (value, into) => put(into, ['ordinal'], value ?? undefined),
}

/** Before every start: what has no cycle has no day. */
const NEVER = '0000-01-01'

export const kazooRule = defineKazooKind({
  kind: 'schedule-rule',
  collection: 'temporal_rules',
  schema: scheduleRule,
  fields: {
    name: title(({ name }) => name, 'Rule'),
    cycle: word('cycle', cycles),
    interval: number('interval'),
    startDate,
    endDate: derived<string | null>((from) => (hasCycle(from) ? null : NEVER)),
    weekdays: {
      path: 'wdays',
      read: wdays.read,
      write(value, into, original, context) {
        const { wdays: kept } = original
        const properly = Array.isArray(kept) && kept.includes('wednesday')
        const spelt = value.map((day) => (day === 'wednesday' && !properly ? ('wensday' as Weekday) : day)) // as Kazoo spells it
        return wdays.write(spelt, into, original, context)
      },
    },
    ordinal,
    days,
    month: {
      path: 'month',
      read: ({ month, cycle }) => (typeof month === 'number' ? month : cycle === 'yearly' ? 1 : null),
      write: (value, into) => put(into, ['month'], value ?? undefined),
    },
    reckoning: derived<ScheduleRule['reckoning']>(() => 'kazoo'),
    fromSec: number('time_window_start', { absent: 0 }),
    untilSec: number('time_window_stop', { absent: DAY_SEC }),
    // Present is by hand, absent is by the clock (A5).
    forced: at<ScheduleRule['forced']>(
      'enabled',
      (value) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : 'by-time'),
      (value) => (value === 'by-time' ? undefined : value === 'on'),
    ),
  },
  // They come back exactly; where Kazoo makes other days of them, the export says which (`rule-notes.ts`).
  silent: ['endDate', 'ordinal', 'days', 'month', 'reckoning'],
  finish: (written, rule, original, context) =>
    isOfMonth(rule) ? withDays(written, rule, original, context) : written,
})

/** What our calendar takes from the start date, and which of two ways to name days counts, is said outright. */
function withDays(
  written: JsonObject,
  rule: Omit<ScheduleRule, 'id' | 'kind'>,
  original: JsonObject,
  context: ExchangeContext,
): JsonObject {
  const { ordinal: named, cycle, month, startDate: start, reckoning } = rule
  const dated = cycle === 'yearly' ? put(written, ['month'], month ?? Number(start.slice(5, 7))) : written
  if (named !== null) return days.write([], dated, original, context)
  const listed = rule.days.length > 0 ? rule.days : [Number(start.slice(8))]
  // Kazoo goes through the list as it stands.
  const inOrder = reckoning === 'kazoo' ? listed : [...new Set(listed)].toSorted((one, other) => one - other)
  return days.write(inOrder, dated, original, context)
}

export const kazooSet = defineKazooKind({
  kind: 'schedule-set',
  collection: 'temporal_rules_sets',
  schema: scheduleSet,
  fields: { name: title(({ name }) => name, 'Rule set'), ruleIds: references('temporal_rules') },
})
