import { describe, expect, it } from 'vitest'
import { makeDocument, type ScheduleRule } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { explain, routeAt } from './explain.ts'
import { firstDay } from './first-day.ts'
import { dateOf, dayNumber } from './local-time.ts'
import { includesDay } from './rule-days.ts'
import { splitAtMidnight } from './split-at-midnight.ts'

const rule = (fields: Partial<ScheduleRule>) =>
  makeDocument('schedule-rule', { id: 'r', name: 'R', reckoning: 'kazoo', startDate: '2026-01-01', ...fields })

function daysOf(each: ScheduleRule, from: string, until: string): string[] {
  const days: string[] = []
  for (let day = dayNumber(from); day <= dayNumber(until); day++) {
    if (includesDay(each, day)) days.push(dateOf(day).toString())
  }
  return days
}

/** What `next_rule_date` of cf_temporal_route finds, asked the day before: what, the rule, its days, and from and until which day. */
const facts: readonly (readonly [string, Partial<ScheduleRule>, readonly string[], string, string])[] = [
  [
    'the 31st of a month of 30 days on the first of the next, but not two days on',
    { cycle: 'monthly', days: [31] },
    ['2027-01-31', '2027-03-31', '2027-05-01', '2027-05-31', '2027-07-01'],
    '2027-01-01',
    '2027-07-15',
  ],
  [
    'the 29th and 30th of February likewise, by the year',
    { cycle: 'monthly', days: [30] },
    ['2028-01-30', '2028-03-01', '2028-03-30'],
    '2028-01-15',
    '2028-04-15',
  ],
  [
    '29 February on 1 March where there is none',
    { cycle: 'yearly', month: 2, days: [29] },
    ['2027-03-01', '2028-02-29', '2029-03-01'],
    '2027-01-01',
    '2029-12-31',
  ],
  [
    'the days of a list that is not in order only behind larger ones',
    { cycle: 'monthly', days: [15, 1] },
    ['2027-01-15', '2027-02-15'],
    '2027-01-01',
    '2027-02-28',
  ],
  [
    'no 1 March behind a day that February lacks',
    { cycle: 'monthly', days: [1, 30] },
    ['2027-01-30', '2027-02-01', '2027-03-30'],
    '2027-01-02',
    '2027-03-31',
  ],
  [
    'every third day, but not the start',
    { cycle: 'daily', interval: 3 },
    ['2026-01-04', '2026-01-07'],
    '2026-01-01',
    '2026-01-08',
  ],
  ['every day from the start on', { cycle: 'daily' }, ['2026-01-01', '2026-01-02'], '2025-12-30', '2026-01-02'],
  [
    'every second month, but not a start on the first',
    { cycle: 'monthly', interval: 2, days: [1] },
    ['2026-03-01', '2026-05-01'],
    '2026-01-01',
    '2026-06-30',
  ],
  [
    'every second year, but not a start at New Year',
    { cycle: 'yearly', interval: 2, month: 1, days: [1, 2] },
    ['2026-01-02', '2028-01-01', '2028-01-02'],
    '2026-01-01',
    '2029-12-31',
  ],
  [
    'every second year from a start within it',
    { cycle: 'yearly', interval: 2, month: 6, days: [1], startDate: '2026-06-01' },
    ['2026-06-01', '2028-06-01'],
    '2026-01-01',
    '2029-12-31',
  ],
  [
    'the fifth Monday, and a first of a month that is one',
    { cycle: 'monthly', ordinal: 'fifth', weekdays: ['monday'] },
    ['2027-02-01', '2027-03-01', '2027-03-29', '2027-05-31', '2027-08-30', '2027-11-01', '2027-11-29'],
    '2027-01-01',
    '2027-12-31',
  ],
  [
    'no fifth Monday on 1 January',
    { cycle: 'monthly', ordinal: 'fifth', weekdays: ['monday'] },
    [],
    '2029-01-01',
    '2029-01-15',
  ],
  [
    'only real fifths with an interval',
    { cycle: 'monthly', interval: 2, ordinal: 'fifth', weekdays: ['monday'] },
    ['2027-03-29', '2027-05-31', '2027-11-29'],
    '2027-01-01',
    '2027-12-31',
  ],
  [
    'every Monday of November but the 1st',
    { cycle: 'yearly', month: 11, ordinal: 'every', weekdays: ['monday'] },
    ['2027-11-08', '2027-11-15', '2027-11-22', '2027-11-29'],
    '2027-01-01',
    '2027-12-31',
  ],
  [
    'every Friday of January with the 1st',
    { cycle: 'yearly', month: 1, ordinal: 'every', weekdays: ['friday'] },
    ['2027-01-01', '2027-01-08', '2027-01-15', '2027-01-22', '2027-01-29'],
    '2027-01-01',
    '2027-12-31',
  ],
  [
    'the first Monday also on the first, and the last',
    { cycle: 'yearly', month: 3, ordinal: 'first', weekdays: ['monday'] },
    ['2027-03-01'],
    '2027-01-01',
    '2027-12-31',
  ],
  [
    'nothing of two weekdays',
    { cycle: 'monthly', ordinal: 'first', weekdays: ['monday', 'friday'] },
    [],
    '2027-01-01',
    '2027-12-31',
  ],
  ['nothing of no weekday', { cycle: 'yearly', month: 3, ordinal: 'every' }, [], '2027-01-01', '2027-12-31'],
  [
    'weeks and dates as the calendar has them',
    { interval: 2, weekdays: ['friday'], startDate: '2027-01-01' },
    ['2027-01-01', '2027-01-15'],
    '2027-01-01',
    '2027-01-28',
  ],
]

describe('days as Kazoo finds them', () => {
  it.each(facts)('finds %s', (_what, fields, expected, from, until) => {
    expect(daysOf(rule(fields), from, until)).toEqual(expected)
  })

  it('finds the first of them where the calendar has none', () => {
    const first = firstDay(rule({ cycle: 'yearly', month: 2, days: [30] }))
    expect(first === undefined ? undefined : dateOf(first).toString()).toBe('2028-03-01')
    expect(firstDay(rule({ cycle: 'daily', interval: 5 }))).toBe(dayNumber('2026-01-06'))
  })

  it('has no morning after for days that are found otherwise at their start', () => {
    const night = { cycle: 'monthly', days: [1], fromSec: 79_200, untilSec: 21_600 } as const
    expect(splitAtMidnight(rule({ ...night, days: [1] }), 'morning')?.morning).toMatchObject({ days: [2] })
    expect(splitAtMidnight(rule({ ...night, days: [1], interval: 2 }), 'morning')).toBeUndefined()
  })

  it('lets a rule sleep until its start, be it forced on', () => {
    const asked = (each: ScheduleRule) =>
      ({ design: snapshotOf([each]), routes: ['r'], zone: 'UTC', mode: 'listed' }) as const
    const forced = rule({ forced: 'on', startDate: '2027-06-01' })
    const before = Date.parse('2027-05-31T23:59:59Z')
    expect(routeAt(asked(forced), before)).toBeUndefined()
    expect(explain(asked(forced), before).verdicts).toMatchObject([{ verdict: 'not-now', why: 'begins on 2027-06-01' }])
    expect(routeAt(asked(forced), before + 1_000)).toBe('r')
    expect(routeAt(asked({ ...forced, reckoning: 'calendar' }), before)).toBe('r')
  })
})
