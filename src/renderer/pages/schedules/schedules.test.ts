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
})
