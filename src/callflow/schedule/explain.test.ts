import { Temporal } from 'temporal-polyfill'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeDocument, type ScheduleRule } from '../design/document.ts'
import { weekdays } from '../design/kinds/routing.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { explain, isWithin, nextChange, type OrderMode, routeAt } from './explain.ts'

const HOUR = 3_600
const BERLIN = 'Europe/Berlin'

const rule = (id: string, fields: Partial<ScheduleRule>): ScheduleRule =>
  makeDocument('schedule-rule', { id, name: id, ...fields })

/** Epoch ms of a wall-clock time in a zone. */
const at = (local: string, zone = 'UTC') =>
  Temporal.PlainDateTime.from(local).toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds

const question = (rules: readonly ScheduleRule[], mode: OrderMode = 'specific', zone = 'UTC') => ({
  design: snapshotOf(rules),
  routes: rules.map((each) => each.id),
  zone,
  mode,
})

const workdays = rule('workdays', {
  weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  fromSec: 9 * HOUR,
  untilSec: 17 * HOUR,
})

describe('schedule rule window (A5)', () => {
  it.each([
    ['2026-11-20T08:59:59', false],
    ['2026-11-20T09:00:00', true],
    ['2026-11-20T17:00:00', true],
    ['2026-11-20T17:00:01', false],
    ['2026-11-21T12:00:00', false],
  ])('Monday to Friday 9 to 17, both ends included: %s is %s', (local, expected) => {
    expect(isWithin(workdays, at(local), 'UTC')).toBe(expected)
  })

  it('over midnight belongs to the day it opens on', () => {
    const night = rule('night', { weekdays: ['friday'], fromSec: 22 * HOUR, untilSec: 6 * HOUR })
    expect(isWithin(night, at('2026-11-20T23:00'), 'UTC')).toBe(true)
    expect(isWithin(night, at('2026-11-21T05:00'), 'UTC')).toBe(true)
    expect(isWithin(night, at('2026-11-20T05:00'), 'UTC')).toBe(false)
    expect(isWithin(night, at('2026-11-21T23:00'), 'UTC')).toBe(false)
  })

  it('reads the wall clock of the zone, also on days with a clock change', () => {
    const sundays = rule('sundays', { weekdays: ['sunday'], fromSec: 9 * HOUR, untilSec: 17 * HOUR })
    expect(isWithin(sundays, at('2026-03-29T09:00', BERLIN), BERLIN)).toBe(true)
    expect(isWithin(sundays, at('2026-03-29T08:59', BERLIN), BERLIN)).toBe(false)
    expect(isWithin(sundays, at('2026-10-25T16:59', BERLIN), BERLIN)).toBe(true)
    expect(isWithin(workdays, at('2026-11-20T18:00', BERLIN), 'UTC')).toBe(true)
    expect(isWithin(workdays, at('2026-11-20T18:01', BERLIN), 'UTC')).toBe(false)
  })
})

describe('schedule rule cycles (A5)', () => {
  const allDay = { fromSec: 0, untilSec: 86_400 }
  const days = (each: ScheduleRule, from: string, count: number) => {
    const start = Temporal.PlainDate.from(from)
    return Array.from({ length: count }, (_, index) => start.add({ days: index }).toString()).filter((date) =>
      isWithin(each, at(`${date}T12:00`), 'UTC'),
    )
  }

  it('date: that day only', () => {
    expect(days(rule('r', { ...allDay, cycle: 'date', startDate: '2026-12-25' }), '2026-12-20', 10)).toEqual([
      '2026-12-25',
    ])
  })

  it('daily: every third day from the start', () => {
    const every3 = rule('r', { ...allDay, cycle: 'daily', interval: 3, startDate: '2026-12-02' })
    expect(days(every3, '2026-12-01', 10)).toEqual(['2026-12-02', '2026-12-05', '2026-12-08'])
  })

  it('weekly: every second week counts ISO weeks from the start', () => {
    const fortnightly = rule('r', { ...allDay, interval: 2, weekdays: ['monday'], startDate: '2026-11-18' })
    expect(days(fortnightly, '2026-11-16', 30)).toEqual(['2026-11-30', '2026-12-14'])
  })

  it('monthly: listed days, or the nth, last or every weekday', () => {
    expect(days(rule('r', { ...allDay, cycle: 'monthly', days: [1, 15] }), '2026-11-01', 40)).toEqual([
      '2026-11-01',
      '2026-11-15',
      '2026-12-01',
    ])
    const tuesday: Partial<ScheduleRule> = { ...allDay, cycle: 'monthly', weekdays: ['tuesday'] }
    expect(days(rule('r', { ...tuesday, ordinal: 'second' }), '2026-11-01', 61)).toEqual(['2026-11-10', '2026-12-08'])
    expect(days(rule('r', { ...tuesday, ordinal: 'last' }), '2026-11-01', 61)).toEqual(['2026-11-24', '2026-12-29'])
    expect(days(rule('r', { ...tuesday, ordinal: 'last' }), '2026-03-01', 31)).toEqual(['2026-03-31'])
    expect(days(rule('r', { ...tuesday, ordinal: 'fifth' }), '2026-11-01', 61)).toEqual(['2026-12-29'])
    expect(days(rule('r', { ...tuesday, ordinal: 'every' }), '2026-11-01', 20)).toHaveLength(3)
  })

  it('monthly: every second month from the start', () => {
    const quarterly = rule('r', { ...allDay, cycle: 'monthly', days: [1], interval: 2, startDate: '2026-01-31' })
    expect(days(quarterly, '2026-02-01', 130)).toEqual(['2026-03-01', '2026-05-01'])
  })

  it('yearly: the month, by days or by ordinal', () => {
    const christmas = rule('r', { ...allDay, cycle: 'yearly', month: 12, days: [25, 26] })
    expect(days(christmas, '2026-12-20', 20)).toEqual(['2026-12-25', '2026-12-26'])
    const labour = rule('r', { ...allDay, cycle: 'yearly', month: 9, ordinal: 'first', weekdays: ['monday'] })
    expect(days(labour, '2026-08-25', 30)).toEqual(['2026-09-07'])
  })

  it('sleeps before its start and after its end', () => {
    const limited = rule('r', { ...allDay, cycle: 'daily', startDate: '2026-12-03', endDate: '2026-12-04' })
    expect(days(limited, '2026-12-01', 10)).toEqual(['2026-12-03', '2026-12-04'])
  })
})

describe('which rule wins (M56)', () => {
  const lunch = rule('lunch', {
    weekdays: ['monday', 'wednesday', 'friday'],
    fromSec: 12 * HOUR,
    untilSec: 13 * HOUR,
  })
  const fridayNoon = at('2026-11-20T12:30')

  it('M/W/F 12-13 beats M-F 9-17, and the loser is told why', () => {
    const { winner, verdicts } = explain(question([workdays, lunch]), fridayNoon)
    expect(winner?.routeId).toBe('lunch')
    expect(verdicts.map(({ verdict, why }) => [verdict, why])).toEqual([
      ['lost', '"lunch" has fewer days'],
      ['won', 'applies now'],
    ])
  })

  it('in listed order the first that applies wins', () => {
    expect(explain(question([workdays, lunch], 'listed'), fridayNoon)).toMatchObject({
      winner: { routeId: 'workdays' },
      verdicts: [{ verdict: 'won' }, { verdict: 'lost', why: '"workdays" comes first in the list' }],
    })
  })

  it('a date beats a yearly, monthly, weekly and daily rule, in that order', () => {
    const allDay = { fromSec: 0, untilSec: 86_400 }
    const rules = [
      rule('daily', { ...allDay, cycle: 'daily' }),
      rule('weekly', { ...allDay, weekdays: ['friday'] }),
      rule('monthly', { ...allDay, cycle: 'monthly', days: [20] }),
      rule('yearly', { ...allDay, cycle: 'yearly', month: 11, days: [20] }),
      rule('date', { ...allDay, cycle: 'date', startDate: '2026-11-20' }),
    ]
    for (let left = rules.length; left > 0; left--) {
      expect(routeAt(question(rules.slice(0, left)), fridayNoon)).toBe(rules[left - 1]?.id)
    }
  })

  it('between equals the shorter window wins, then the listed order', () => {
    const short = rule('short', { ...workdays, id: 'short', name: 'short', untilSec: 16 * HOUR })
    expect(routeAt(question([workdays, short]), fridayNoon)).toBe('short')
    const twin = rule('twin', { ...workdays, id: 'twin', name: 'twin' })
    expect(routeAt(question([workdays, twin]), fridayNoon)).toBe('workdays')
    expect(routeAt(question([twin, workdays]), fridayNoon)).toBe('twin')
  })

  it('forced on beats everything at any time, off never applies, run-time state beats the document', () => {
    const midnight = at('2026-11-22T00:30')
    const forcedOn = rule('covid', { ...workdays, id: 'covid', name: 'covid', forced: 'on' })
    expect(routeAt(question([lunch, forcedOn]), fridayNoon)).toBe('covid')
    expect(routeAt(question([forcedOn]), midnight)).toBe('covid')
    expect(routeAt({ ...question([forcedOn]), forced: () => 'off' }, midnight)).toBeUndefined()
    expect(routeAt({ ...question([forcedOn]), forced: () => 'by-time' }, midnight)).toBeUndefined()
  })

  it("a set's rules lead to the set's branch", () => {
    const holiday = rule('xmas', { cycle: 'yearly', month: 12, days: [25], fromSec: 0, untilSec: 86_400 })
    const set = makeDocument('schedule-set', { id: 'holidays', name: 'Holidays', ruleIds: ['xmas', 'gone'] })
    const asked = { ...question([]), design: snapshotOf([holiday, set, workdays]), routes: ['workdays', 'holidays'] }
    expect(routeAt(asked, at('2026-12-25T10:00'))).toBe('holidays')
    expect(routeAt(asked, at('2026-12-24T10:00'))).toBe('workdays')
  })
})

describe('the next change', () => {
  it('is the opening, then the second after closing', () => {
    const asked = question([workdays], 'specific', BERLIN)
    const saturday = at('2026-11-21T12:00', BERLIN)
    const opening = nextChange(asked, saturday)
    expect(opening).toEqual({ atMs: at('2026-11-23T09:00', BERLIN), from: undefined, to: 'workdays' })
    expect(nextChange(asked, opening?.atMs ?? 0)?.atMs).toBe(at('2026-11-23T17:00:01', BERLIN))
  })

  it('comes twice when the clock is put back over an opening', () => {
    const night = rule('night', { weekdays: ['sunday'], fromSec: 2.5 * HOUR, untilSec: 4 * HOUR })
    const asked = question([night], 'specific', BERLIN)
    const changes = ['00:00', '00:30', '01:00'].map((utc) => nextChange(asked, Date.parse(`2026-10-25T${utc}Z`)))
    expect(changes.map((change) => [change && new Date(change.atMs).toISOString().slice(11, 16), change?.to])).toEqual([
      ['00:30', 'night'],
      ['01:00', undefined],
      ['01:30', 'night'],
    ])
  })

  it('comes before the end of a window over midnight when another rule opens earlier in the morning', () => {
    const night = rule('night', { cycle: 'daily', fromSec: 22 * HOUR, untilSec: 6 * HOUR })
    const cleaning = rule('cleaning', { weekdays: ['saturday'], fromSec: 1 * HOUR, untilSec: 2 * HOUR })
    const asked = question([cleaning, night], 'listed')
    const change = nextChange(asked, at('2026-11-20T23:00'))
    expect(change).toEqual({ atMs: at('2026-11-21T01:00'), from: 'night', to: 'cleaning' })
  })

  it('is midnight when a day that is open to its end is followed by one that is not', () => {
    const monday = rule('monday', { weekdays: ['monday'], fromSec: 0, untilSec: 86_400 })
    expect(nextChange(question([monday]), at('2026-11-23T12:00'))?.atMs).toBe(at('2026-11-24T00:00'))
  })

  it('is nothing when nothing ever changes', () => {
    expect(nextChange(question([rule('always', { cycle: 'daily', fromSec: 0, untilSec: 86_400 })]), 0)).toBeUndefined()
  })
})

describe('the next change of any weekly rule', () => {
  const zones = ['UTC', BERLIN, 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/St_Johns']
  const quarter = fc.integer({ min: 0, max: 95 }).map((quarters) => quarters * 900)
  const rules = fc.record({ fromSec: quarter, untilSec: quarter, weekdays: fc.subarray([...weekdays]) })
  const moments = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) })

  it('nothing changes before the next change, and something does then', () => {
    fc.assert(
      fc.property(rules, moments, fc.constantFrom(...zones), (fields, epochMs, zone) => {
        const asked = question([rule('r', fields)], 'specific', zone)
        const change = nextChange(asked, epochMs, 10)
        if (!change) return
        expect(routeAt(asked, change.atMs)).not.toBe(routeAt(asked, epochMs))
        for (let part = 0; part < 8; part++) {
          const between = epochMs + ((change.atMs - 1 - epochMs) * part) / 7
          expect(routeAt(asked, between)).toBe(change.from)
        }
      }),
      { seed: 7, numRuns: 150 },
    )
  })
})
