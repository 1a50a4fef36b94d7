import { describe, expect, it } from 'vitest'
import { makeDocument } from '../../design/document.ts'
import {
  call,
  type CallAbout,
  colleague,
  drawFlow,
  heard,
  insideCaller,
  operations,
} from '../../rehearse/small-design.ts'
import { forwardNumberKey, forwardToKey } from '../../run/state-keys.ts'

const caller = insideCaller('1001')

function forwarding(action: string, choices: string[] = [], about: CallAbout = {}) {
  const flow = drawFlow({ nodes: { 'call-forwarding': { action } } })
  return call([flow], choices, { caller, ...about })
}

const to = (rehearsal: ReturnType<typeof call>) => rehearsal.world.readState(forwardToKey('user', 'user-1001'))

const forwardedTo = (number: string) => ({
  state: [
    { key: forwardToKey('user', 'user-1001'), value: number },
    { key: forwardNumberKey('user', 'user-1001'), value: '6045550123' },
  ],
})

describe('call forwarding (B3 *72 *73 *74 *56, M88b)', () => {
  it('given a wrong number, then it asks three times and changes nothing', () => {
    const tried = forwarding('activate', ['keys:7', 'finished', 'keys:*1', 'finished', 'keys:8', 'finished'])
    expect(heard(tried).filter((id) => id === 'cf-invalid_number')).toHaveLength(3)
    expect(to(tried)).toBeUndefined()
  })

  it('toggle: off when on, on to the number known when off, asks when none is known', () => {
    expect(to(forwarding('toggle', [], { world: forwardedTo('6045550123') }))).toBe('')
    expect(to(forwarding('toggle', [], { world: forwardedTo('') }))).toBe('6045550123')
    expect(forwarding('toggle').question?.operation.kind).toBe('collect')
  })

  it('toggle takes the document for the state nobody has switched by phone', () => {
    const user = colleague('user', '1001')
    const callForward = { ...user.callForward, enabled: true, number: '6045550188' }
    expect(to(forwarding('toggle', [], { documents: [{ ...user, callForward }] }))).toBe('')
  })

  it('the menu says how things are and offers to change them', () => {
    expect(to(forwarding('menu', ['keys:1'], { world: forwardedTo('6045550123') }))).toBe('')
    expect(to(forwarding('menu', ['keys:2', 'keys:1003']))).toBe('1003')
  })

  it('a phone that nobody owns is forwarded itself; callers from outside are refused', () => {
    const lobby = makeDocument('device', { id: 'lobby', name: 'Lobby' })
    const from = { name: '', number: '', origin: { kind: 'device', deviceId: 'lobby' } } as const
    const switched = forwarding('activate', ['keys:1002'], { documents: [lobby], caller: from })
    expect(switched.world.readState(forwardToKey('device', 'lobby'))).toBe('1002')
    const outside = forwarding('activate', [], { caller: { name: '', number: '', origin: { kind: 'trunk' } } })
    expect(heard(outside)).toEqual(['cf-not_available'])
    expect(operations(outside, 'write-state')).toEqual([])
  })
})
