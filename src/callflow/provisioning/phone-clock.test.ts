import { describe, expect, it } from 'vitest'
import { offsetText, phoneClock } from './phone-clock.ts'

describe('the clock of a phone', () => {
  it('goes forward and back on the days of its zone', () => {
    expect(phoneClock('Europe/Berlin', 2026)).toEqual({
      zone: 'Europe/Berlin',
      offsetMin: 60,
      summer: {
        from: { month: 3, week: 5, weekday: 7, hour: 2 },
        until: { month: 10, week: 5, weekday: 7, hour: 3 },
        savedMin: 60,
      },
    })
    expect(phoneClock('America/Vancouver', 2024)).toEqual({
      zone: 'America/Vancouver',
      offsetMin: -480,
      summer: {
        from: { month: 3, week: 2, weekday: 7, hour: 2 },
        until: { month: 11, week: 1, weekday: 7, hour: 2 },
        savedMin: 60,
      },
    })
  })

  it('has its winter in the middle of the year in the south', () => {
    expect(phoneClock('Australia/Sydney', 2026)).toMatchObject({
      offsetMin: 600,
      summer: { from: { month: 10, week: 1, hour: 2 }, until: { month: 4, week: 1, hour: 3 }, savedMin: 60 },
    })
    expect(phoneClock('Australia/Lord_Howe', 2026)).toMatchObject({ offsetMin: 630, summer: { savedMin: 30 } })
  })

  it('stands still where nothing is changed, and is UTC where the zone is unknown', () => {
    expect(phoneClock('Asia/Kolkata', 2026)).toEqual({ zone: 'Asia/Kolkata', offsetMin: 330, summer: null })
    expect(phoneClock('Nowhere/Land', 2026)).toEqual({ zone: 'UTC', offsetMin: 0, summer: null })
    expect(phoneClock('', 2026).zone).toBe('UTC')
  })

  it('is written with two digits for hours and minutes', () => {
    expect([-210, 0, 345].map(offsetText)).toEqual(['-03:30', '+00:00', '+05:45'])
  })
})
