import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it } from 'vitest'
import { makeDocument } from '../design/document.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { clockOf, dateOf, dayNumber, ZoneClock } from './local-time.ts'

const zones = ['UTC', '+05:30', 'Europe/Berlin', 'America/Vancouver', 'Australia/Lord_Howe', 'Africa/Casablanca']

/** What the calendar says, asked anew. */
function byCalendar(epochMs: number, zone: string) {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone)
  return { day: dayNumber(at.toPlainDate()), secondOfDay: at.hour * 3_600 + at.minute * 60 + at.second }
}

describe('the clock of a zone', () => {
  it.each(zones)('shows what the calendar says, whatever was asked before: %s', (zone) => {
    const clock = new ZoneClock(zone)
    const moment = fc.integer({ min: Date.parse('1950-01-01'), max: Date.parse('2100-01-01') })
    fc.assert(
      fc.property(moment, (epochMs) => {
        expect(clock.at(epochMs)).toEqual(byCalendar(epochMs, zone))
      }),
      { seed: 20261121, numRuns: 300 },
    )
  })

  it.each(zones)('jumps at the very moment of each change: %s', (zone) => {
    const clock = new ZoneClock(zone)
    let change = Temporal.Instant.from('2020-01-01T00:00Z').toZonedDateTimeISO(zone).getTimeZoneTransition('next')
    for (let count = 0; change && count < 10; count++) {
      for (const epochMs of [change.epochMilliseconds - 1, change.epochMilliseconds]) {
        expect(clock.at(epochMs)).toEqual(byCalendar(epochMs, zone))
      }
      change = change.getTimeZoneTransition('next')
    }
  })

  it('is that of the first known zone: asked for, the account, UTC', () => {
    const design = snapshotOf([makeDocument('account', { id: 'account', name: 'Office', timezone: 'Europe/Berlin' })])
    expect(clockOf(design, 'Asia/Tokyo').zone).toBe('Asia/Tokyo')
    expect(clockOf(design, 'Mars/Olympus').zone).toBe('Europe/Berlin')
    expect(clockOf(design, null).zone).toBe('Europe/Berlin')
    expect(clockOf(snapshotOf([]), null).zone).toBe('UTC')
  })
})

describe('days by number', () => {
  it('count from 1970 and back', () => {
    expect(dayNumber('1970-01-02')).toBe(1)
    expect(dateOf(dayNumber('2028-02-29')).toString()).toBe('2028-02-29')
    expect(dateOf(-1).toString()).toBe('1969-12-31')
  })
})
