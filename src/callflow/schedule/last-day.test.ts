import { describe, expect, it } from 'vitest'
import { makeDocument, type ScheduleRule } from '../design/document.ts'
import { lastDayOf } from './last-day.ts'
import { dateOf } from './local-time.ts'

const lastDate = (fields: Partial<ScheduleRule>) => {
  const last = lastDayOf(makeDocument('schedule-rule', { id: 'r', name: 'R', ...fields }))
  return last === undefined ? undefined : dateOf(last).toString()
}

describe('the last day of a rule', () => {
  it('is its date, or the last of its days up to its end', () => {
    expect(lastDate({ cycle: 'date', startDate: '2026-12-25' })).toBe('2026-12-25')
    expect(lastDate({ cycle: 'daily', startDate: '2026-12-24', endDate: '2027-01-02' })).toBe('2027-01-02')
    expect(lastDate({ weekdays: ['monday'], endDate: '2027-01-02' })).toBe('2026-12-28')
    const yearly = { cycle: 'yearly', month: 2, days: [29], endDate: '2027-06-01' } as const
    expect(lastDate({ ...yearly, days: [29] })).toBe('2024-02-29')
  })

  it('is none when it never ends, and when it has no day', () => {
    expect(lastDate({ cycle: 'daily' })).toBeUndefined()
    expect(lastDate({ cycle: 'daily', startDate: '2027-01-01', endDate: '2026-01-01' })).toBeUndefined()
    expect(lastDate({ cycle: 'date', startDate: '2027-01-01', endDate: '2026-01-01' })).toBeUndefined()
    expect(lastDate({ cycle: 'monthly', days: [31], startDate: '2026-02-01', endDate: '2026-02-28' })).toBeUndefined()
  })
})
