import type { ScheduleRule } from '../../../design/document.ts'
import { scheduleRule, scheduleSet, weekdays } from '../../../design/kinds/schedules.ts'
import { at, listOf, number, references, word } from '../fields.ts'
import type { Json } from '../json.ts'
import { defineKazooKind, title } from '../kind.ts'

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth', 'last', 'every'] as const

type Weekday = (typeof weekdays)[number]

/** Gregorian seconds: from midnight of 1 January of the year 0. */
const GREGORIAN_AT_EPOCH = 62_167_219_200
const DAY_SEC = 86_400
/** What an absent start date is to Kazoo. */
const DEFAULT_START = 62_586_115_200
const LAST_DAY = 253_402_300_799 // the end of the year 9999, which our dates can still write

function dateOfGregorian(seconds: number): string | undefined {
  const unixSec = seconds - GREGORIAN_AT_EPOCH
  if (!Number.isFinite(unixSec) || seconds < 0 || unixSec > LAST_DAY) return undefined
  return new Date(unixSec * 1_000).toISOString().slice(0, 10)
}

function gregorianOfDate(date: string): number {
  const midnightMs = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(midnightMs) ? DEFAULT_START : midnightMs / 1_000 + GREGORIAN_AT_EPOCH
}

/** Kazoo's own spelling is `wensday`; both are read, and the original's is written. */
function readWeekday(value: Json): Weekday | undefined {
  const spelt = value === 'wensday' ? 'wednesday' : value
  return weekdays.find((day) => day === spelt)
}

const days = listOf<Weekday>('wdays', readWeekday, (day) => day, 7)

export const kazooRule = defineKazooKind({
  kind: 'schedule-rule',
  collection: 'temporal_rules',
  schema: scheduleRule,
  fields: {
    name: title(({ name }) => name, 'Rule'),
    cycle: word('cycle', { date: 'date', daily: 'daily', weekly: 'weekly', monthly: 'monthly', yearly: 'yearly' }),
    interval: number('interval'),
    startDate: at<string>(
      'start_date',
      (value) => dateOfGregorian(typeof value === 'number' ? value : DEFAULT_START),
      (value, original) =>
        typeof original === 'number' && dateOfGregorian(original) === value ? original : gregorianOfDate(value),
    ),
    weekdays: {
      path: 'wdays',
      read: days.read,
      write(value, into, original, context) {
        const { wdays } = original
        const properly = Array.isArray(wdays) && wdays.includes('wednesday')
        const spelt = value.map((day) => (day === 'wednesday' && !properly ? ('wensday' as Weekday) : day)) // as Kazoo spells it
        return days.write(spelt, into, original, context)
      },
    },
    ordinal: at<ScheduleRule['ordinal']>(
      'ordinal',
      (value) => ordinals.find((ordinal) => ordinal === value) ?? null,
      (value) => value ?? undefined,
    ),
    days: listOf<number>(
      'days',
      (value) =>
        typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 31 ? value : undefined,
      (value) => value,
      31,
    ),
    month: at<number | null>(
      'month',
      (value) => (typeof value === 'number' ? value : null),
      (value) => value ?? undefined,
    ),
    fromSec: number('time_window_start', { absent: 0 }),
    untilSec: number('time_window_stop', { absent: DAY_SEC }),
    // Present is by hand, absent is by the clock (A5).
    forced: at<ScheduleRule['forced']>(
      'enabled',
      (value) => (typeof value === 'boolean' ? (value ? 'on' : 'off') : 'by-time'),
      (value) => (value === 'by-time' ? undefined : value === 'on'),
    ),
  },
})

export const kazooSet = defineKazooKind({
  kind: 'schedule-set',
  collection: 'temporal_rules_sets',
  schema: scheduleSet,
  fields: { name: title(({ name }) => name, 'Rule set'), ruleIds: references('temporal_rules') },
})
