import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calendarDate, weekdayOf } from './calendar-date.ts'

const DAY_MS = 86_400_000

describe('a day of the calendar', () => {
  it('is what the platform says, from the year 0 to 9999', () => {
    const day = fc.integer({ min: Date.parse('0000-01-01') / DAY_MS, max: Date.parse('9999-12-31') / DAY_MS })
    fc.assert(
      fc.property(day, (number) => {
        const date = new Date(number * DAY_MS)
        expect(calendarDate(number)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          dayOfMonth: date.getUTCDate(),
        })
        expect(weekdayOf(number)).toBe((date.getUTCDay() + 6) % 7)
      }),
      { seed: 1, numRuns: 5_000 },
    )
  })

  it.each(['1900-02-28', '1900-03-01', '2000-02-29', '2000-12-31', '2001-01-01', '2028-02-29', '2100-03-01'])(
    'is right about leap years: %s',
    (text) => {
      const { year, month, dayOfMonth } = calendarDate(Date.parse(text) / DAY_MS)
      expect([year, month, dayOfMonth]).toEqual(text.split('-').map(Number))
    },
  )
})
