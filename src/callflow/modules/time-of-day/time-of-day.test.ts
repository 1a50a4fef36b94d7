import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import { call, type CallAbout, drawFlow, path } from '../../rehearse/small-design.ts'

const HOUR = 3_600
const open = makeDocument('schedule-rule', {
  id: 'open',
  name: 'Open',
  weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
})
const lunch = makeDocument('schedule-rule', {
  id: 'lunch',
  name: 'Lunch',
  weekdays: ['monday', 'wednesday', 'friday'],
  fromSec: 12 * HOUR,
  untilSec: 13 * HOUR,
})
const holidays = makeDocument('schedule-set', { id: 'holidays', name: 'Holidays', ruleIds: ['lunch'] })

function timeCall(settings: object, about: CallAbout = {}) {
  const flow = drawFlow({
    nodes: { 'time-of-day': { routes: ['open', 'lunch'], ...settings }, 'hang-up': {} },
    wires: ['open', 'lunch', 'holidays', '_'].map((branch) => `time-of-day ${branch} hang-up`),
  })
  return path(call([flow], [], { ...about, documents: [open, lunch, holidays] }))[0]
}

const saturday = { startMs: Date.UTC(2026, 10, 21, 12) }

describe('time of day (M46, M55, M56)', () => {
  it('goes by the most specific rule: M/W/F 12-13 beats M-F 9-17', () => {
    expect(timeCall({})).toBe('time-of-day lunch')
    expect(timeCall({}, { startMs: Date.UTC(2026, 10, 19, 12, 30) })).toBe('time-of-day open')
  })

  it('goes by the first rule listed in listed order', () => {
    expect(timeCall({ orderMode: 'listed' })).toBe('time-of-day open')
  })

  it('goes by `_` at all other times', () => {
    expect(timeCall({}, saturday)).toBe('time-of-day _')
    expect(timeCall({ routes: [] })).toBe('time-of-day _')
  })

  it('a set leads to the branch of the set', () => {
    expect(timeCall({ routes: ['open', 'holidays'] })).toBe('time-of-day holidays')
  })

  it('reads the clock of its own zone; an unknown one is UTC', () => {
    expect(timeCall({ timezone: 'Asia/Tokyo' })).toBe('time-of-day _')
    expect(timeCall({ timezone: 'Mars/Olympus' })).toBe('time-of-day lunch')
  })

  it('state forced at run time beats the rule and the clock', () => {
    const forced = (value: string) => ({
      world: { state: [{ key: { scope: 'schedule-rule', id: 'open', name: 'forced' }, value } as const] },
    })
    expect(timeCall({}, { ...saturday, ...forced('on') })).toBe('time-of-day open')
    expect(timeCall({ routes: ['open'] }, forced('off'))).toBe('time-of-day _')
    expect(timeCall({ routes: ['open'] }, forced('nonsense'))).toBe('time-of-day open')
  })
})
