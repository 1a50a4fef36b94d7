import { describe, expect, it } from 'vitest'
import { makeDocument, type ScheduleRule } from '../../design/document.ts'
import { call, drawFlow, path } from '../../rehearse/small-design.ts'
import { forcedKey } from '../../run/state-keys.ts'

const rule = (id: string, fields: Partial<ScheduleRule> = {}) =>
  makeDocument('schedule-rule', { id, name: id, weekdays: ['monday'], ...fields })
const documents = [
  rule('open'),
  rule('snow'),
  makeDocument('schedule-set', { id: 'set', name: 'Set', ruleIds: ['snow'] }),
]

function switched(action: string, rules: string[], choices: string[] = [], extra = documents, state: string[] = []) {
  const flow = drawFlow({
    nodes: { 'time-of-day-switch': { action, rules }, 'time-of-day': { routes: ['open', 'snow'] }, 'hang-up': {} },
    wires: ['time-of-day-switch _ time-of-day', 'time-of-day open hang-up', 'time-of-day _ hang-up'],
  })
  const world = { state: state.map((id) => ({ key: forcedKey(id), value: 'on' })) }
  return call([flow], choices, { documents: extra, world })
}

const forced = (rehearsal: ReturnType<typeof call>, id: string) => rehearsal.world.readState(forcedKey(id))

describe('switching time of day (A5 "Actions")', () => {
  it('reset gives rules back to the clock, also those that their document forces', () => {
    expect(forced(switched('reset', ['open'], ['finished'], documents, ['open']), 'open')).toBeUndefined()
    const always = [rule('open', { forced: 'on' }), rule('snow')]
    expect(forced(switched('reset', ['open'], ['finished'], always), 'open')).toBe('by-time')
  })

  it('the menu takes anything else three times and changes nothing', () => {
    expect(forced(switched('menu', ['open'], ['silence', 'keys:9', 'finished', 'silence']), 'open')).toBeUndefined()
  })

  it('with no rules chosen it passes', () => {
    expect(path(switched('enable', []))[0]).toBe('time-of-day-switch _')
  })
})
