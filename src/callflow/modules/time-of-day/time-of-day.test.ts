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
  it('takes a zone that does not exist for UTC', () => {
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
