import { Temporal } from 'temporal-polyfill'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeDocument, type ScheduleRule } from '../design/document.ts'
import { weekdays } from '../design/kinds/schedules.ts'
import { snapshotOf } from '../design/snapshot.ts'
import { nextChange, type OrderMode, routeAt } from './explain.ts'

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

describe('which rule wins (M56)', () => {
  const lunch = rule('lunch', {
    weekdays: ['monday', 'wednesday', 'friday'],
    fromSec: 12 * HOUR,
    untilSec: 13 * HOUR,
  })
  const fridayNoon = at('2026-11-20T12:30')

  it('forced on beats everything at any time, off never applies, run-time state beats the document', () => {
    const midnight = at('2026-11-22T00:30')
    const forcedOn = rule('covid', { ...workdays, id: 'covid', name: 'covid', forced: 'on' })
    expect(routeAt(question([lunch, forcedOn]), fridayNoon)).toBe('covid')
    expect(routeAt(question([forcedOn]), midnight)).toBe('covid')
    expect(routeAt({ ...question([forcedOn]), forced: () => 'off' }, midnight)).toBeUndefined()
    expect(routeAt({ ...question([forcedOn]), forced: () => 'by-time' }, midnight)).toBeUndefined()
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
