import { describe, expect, it } from 'vitest'
import { call, type CallAbout, drawFlow, heard, insideCaller, outsideCaller } from '../../rehearse/small-design.ts'
import { doNotDisturbKey } from '../../run/state-keys.ts'

const key = doNotDisturbKey('user', 'user-1001')

function quiet(settings: object, about: CallAbout = {}) {
  const flow = drawFlow({ nodes: { 'do-not-disturb': { ...settings } } })
  return call([flow], [], { caller: insideCaller('1001'), ...about })
}

const isQuiet = (rehearsal: ReturnType<typeof call>) => rehearsal.world.readState(key)

describe('do not disturb (B1, A0 "DND merge")', () => {
  it('given a caller, when they activate it, then it is on for them and they hear so', () => {
    const on = quiet({ action: 'activate' })
    expect(isQuiet(on)).toBe(true)
    expect(heard(on)).toEqual(['dnd-activated'])
  })

  it('toggle changes whatever it is', () => {
    expect(isQuiet(quiet({ action: 'toggle' }))).toBe(true)
    const off = quiet({ action: 'toggle' }, { world: { state: [{ key, value: true }] } })
    expect(isQuiet(off)).toBeUndefined()
    expect(heard(off)).toEqual(['dnd-deactivated'])
  })

  it('acts on the person or phone chosen, whoever calls', () => {
    const other = quiet({ action: 'activate', targetId: 'device-1002' }, { caller: outsideCaller })
    expect(other.world.readState(doNotDisturbKey('device', 'device-1002'))).toBe(true)
  })

  it('has nothing to switch for callers from outside', () => {
    expect(heard(quiet({ action: 'activate' }, { caller: outsideCaller }))).toEqual(['dnd-not_available'])
  })
})
