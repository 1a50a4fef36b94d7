import { describe, expect, it } from 'vitest'
import { instantAt, wallTimeOf } from './instant-text.ts'

describe('a moment in a form', () => {
  it('is shown by the clocks of the zone, and read back with their offset', () => {
    expect(instantAt('2026-12-24T18:00', 'America/New_York')).toBe('2026-12-24T18:00:00-05:00')
    expect(wallTimeOf('2026-12-24T23:00:00Z', 'America/New_York')).toBe('2026-12-24T18:00')
  })

  it('takes the first of two when the clocks are put back', () => {
    expect(instantAt('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T02:30:00+02:00')
  })

  it('is nothing when it cannot be read', () => {
    expect(instantAt('tomorrow', 'UTC')).toBeUndefined()
    expect(wallTimeOf('', 'UTC')).toBeUndefined()
  })
})
