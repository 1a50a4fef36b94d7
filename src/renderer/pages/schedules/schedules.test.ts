import { describe, expect, it } from 'vitest'
import { makeDocument, type ScheduleRule } from '../../../callflow/design/document.ts'
import { snapshotOf } from '../../../callflow/design/snapshot.ts'
import { ruleWords } from './rule-words.ts'
import { mondayOf, ruleBlocks, winningBlocks } from './week.ts'

const rule = (fields: Partial<ScheduleRule>) => makeDocument('schedule-rule', { id: 'r', name: 'Rule', ...fields })
const HOUR = 3_600

describe('a schedule rule in words', () => {
  it('writes runs of days as a span', () => {
    expect(ruleWords(rule({ weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] }))).toBe(
      'Mon–Fri 09:00–17:00',
    )
    expect(
      ruleWords(rule({ weekdays: ['monday', 'wednesday', 'friday'], fromSec: 12 * HOUR, untilSec: 13 * HOUR })),
    ).toBe('Mon, Wed, Fri 12:00–13:00')
  })

  it('says which day of which month', () => {
    const christmas = rule({ cycle: 'yearly', month: 12, days: [25], fromSec: 0, untilSec: 86_400 })
    expect(ruleWords(christmas)).toBe('day 25 of December all day')
    expect(ruleWords(rule({ cycle: 'monthly', ordinal: 'last', weekdays: ['friday'] }))).toBe(
      'last Fri of every month 09:00–17:00',
    )
    const onStart = { startDate: '2026-10-03', fromSec: 0, untilSec: 86_400 }
    expect(ruleWords(rule({ cycle: 'monthly', ...onStart }))).toBe('day 3 of every month all day')
    expect(ruleWords(rule({ cycle: 'yearly', ...onStart }))).toBe('day 3 of October all day')
  })

  it('says until when it goes, and since when if that is all there is to it', () => {
    const closed = { cycle: 'daily', endDate: '2027-01-02', fromSec: 0, untilSec: 86_400 } as const
    expect(ruleWords(rule({ ...closed, startDate: '2026-12-24' }))).toBe('every day all day, 2026-12-24 to 2027-01-02')
    expect(ruleWords(rule({ cycle: 'date', startDate: '2026-12-24', endDate: '2027-01-02' }))).toBe(
      '2026-12-24 09:00–17:00',
    )
  })

  it('says that a window runs over midnight', () => {
    expect(ruleWords(rule({ fromSec: 22 * HOUR, untilSec: 6 * HOUR }))).toBe('every day 22:00–06:00 next day')
  })
})

describe('the picture of a week', () => {
  const monday = '2026-11-16'

  it('begins on Monday, also seen from a Sunday', () => {
    expect(mondayOf('2026-11-22')).toBe(monday)
    expect(mondayOf('2026-11-22', 1)).toBe('2026-11-23')
  })

  it('carries a window over midnight into the next day, and into Monday from the Sunday before', () => {
    const blocks = ruleBlocks(rule({ weekdays: ['sunday'], fromSec: 22 * HOUR, untilSec: 6 * HOUR }), monday)
    expect(blocks).toEqual([
      { day: 0, fromSec: 0, untilSec: 6 * HOUR, routeId: 'r' },
      { day: 6, fromSec: 22 * HOUR, untilSec: 86_400, routeId: 'r' },
    ])
  })

  it('shows the more specific rule where two apply (M56)', () => {
    const office = makeDocument('schedule-rule', {
      id: 'office',
      name: 'Office',
      weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
    })
    const lunch = makeDocument('schedule-rule', {
      id: 'lunch',
      name: 'Lunch',
      weekdays: ['monday', 'wednesday', 'friday'],
      fromSec: 12 * HOUR,
      untilSec: 13 * HOUR,
    })
    const design = snapshotOf([office, lunch])
    const question = { design, routes: ['office', 'lunch'], zone: 'America/Vancouver', mode: 'specific' } as const
    const onMonday = winningBlocks(question, monday).filter((block) => block.day === 0)
    expect(onMonday).toEqual([
      { day: 0, fromSec: 9 * HOUR, untilSec: 12 * HOUR, routeId: 'office' },
      { day: 0, fromSec: 12 * HOUR, untilSec: 13 * HOUR, routeId: 'lunch' },
      { day: 0, fromSec: 13 * HOUR, untilSec: 17 * HOUR, routeId: 'office' },
    ])
  })

  it('shows a closure over the workdays it falls on, and standing hours again after it (M56)', () => {
    const workdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const
    const office = makeDocument('schedule-rule', { id: 'office', name: 'Office', weekdays: [...workdays] })
    const dates = { startDate: '2026-12-24', endDate: '2027-01-02' }
    const closed = rule({ cycle: 'daily', ...dates, fromSec: 0, untilSec: 86_400 })
    const question = { design: snapshotOf([office, closed]), routes: ['office', 'r'], zone: 'UTC', mode: 'specific' }
    const week = (from: string) => winningBlocks(question as never, from).map(({ day, routeId }) => `${day} ${routeId}`)
    expect(week('2026-12-21')).toEqual(['0 office', '1 office', '2 office', '3 r', '4 r', '5 r', '6 r'])
    expect(week('2027-01-04')).toEqual(['0 office', '1 office', '2 office', '3 office', '4 office'])
  })
})
