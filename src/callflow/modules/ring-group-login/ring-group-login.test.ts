import { describe, expect, it } from 'vitest'
import { call, drawFlow, heard, insideCaller, operations, outsideCaller } from '../../rehearse/small-design.ts'
import { ringGroupOutKey } from '../../run/state-keys.ts'

const key = ringGroupOutKey('sales', 'user-1001')
const members = ['user-1001', 'user-1002'].map((id) => ({ id }))
const sales = drawFlow({ id: 'sales', nodes: { 'ring-group': { members } } })
const toggle = (action: string) =>
  drawFlow({ id: 'toggle', nodes: { 'ring-group-login': { action, callflowId: 'sales' } } })

describe('ring group log-in and log-out (B1 "Ring Group Toggle")', () => {
  it('given a member who logs out, then that group rings the others only', () => {
    const out = call([toggle('log-out')], [], { caller: insideCaller('1001') })
    expect(out.world.readState(key)).toBe(true)
    expect(heard(out)).toEqual(['agent-logged_out'])
    const rung = call([sales], [], { world: { state: [{ key, value: true }] } })
    expect(operations(rung, 'dial')[0]?.legs.map(({ userId }) => userId)).toEqual(['user-1002'])
  })

  it('given a member who logs in again, then the group rings them again', () => {
    const back = call([toggle('log-in')], [], {
      caller: insideCaller('1001'),
      world: { state: [{ key, value: true }] },
    })
    expect(back.world.readState(key)).toBeUndefined()
  })

  it('logging out of one flow leaves the groups of another alone', () => {
    const other = drawFlow({ id: 'other', nodes: { 'ring-group': { members } } })
    const rung = call([other], [], { world: { state: [{ key, value: true }] } })
    expect(operations(rung, 'dial')[0]?.legs).toHaveLength(2)
  })

  it('callers from outside are nobody to log in', () => {
    expect(heard(call([toggle('log-in')], [], { caller: outsideCaller }))).toEqual(['agent-invalid_choice'])
  })
})
