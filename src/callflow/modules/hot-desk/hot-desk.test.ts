import { describe, expect, it } from 'vitest'
import type { User } from '../../design/document.ts'
import {
  call,
  type CallAbout,
  colleague,
  drawFlow,
  heard,
  insideCaller,
  operations,
  outsideCaller,
} from '../../rehearse/small-design.ts'
import { hotDeskDevicesKey, hotDeskUsersKey } from '../../run/state-keys.ts'

const roamer = (fields: Partial<User['hotDesk']> = {}): User => {
  const user = colleague('user', '1001')
  return { ...user, hotDesk: { ...user.hotDesk, enabled: true, id: '7', pin: '4321', requirePin: true, ...fields } }
}

/** Alex dials from Casey's phone. */
function hotDesk(action: string, choices: string[], about: CallAbout = {}) {
  const flow = drawFlow({ nodes: { 'hot-desk': { action } } })
  return call([flow], choices, { caller: insideCaller('1003'), documents: [roamer()], ...about })
}

const usersAt = (rehearsal: ReturnType<typeof call>, device: string) =>
  rehearsal.world.readState(hotDeskUsersKey(device))

const loggedIn = (...devices: string[]) => ({
  state: [
    { key: hotDeskDevicesKey('user-1001'), value: devices.join(' ') },
    ...devices.map((id) => ({ key: hotDeskUsersKey(id), value: 'user-1001' })),
  ],
})

describe('hot desk (M88c)', () => {
  it('given a person who wants the PIN asked but has none, then an empty entry is refused', () => {
    const about = { documents: [roamer({ pin: '' })] }
    expect(usersAt(hotDesk('log-in', ['keys:7#', 'silence', 'finished'], about), 'device-1003')).toBeUndefined()
  })

  it('is nothing for callers from outside', () => {
    expect(heard(hotDesk('log-in', [], { caller: outsideCaller }))).toEqual(['hotdesk-disabled'])
  })

  it('given somebody logged in at a phone, then it rings for them and no longer for its owner', () => {
    const flow = drawFlow({ nodes: { 'ring-group': { members: [{ id: 'user-1001' }, { id: 'user-1003' }] } } })
    const rung = operations(call([flow], [], { documents: [roamer()], world: loggedIn('device-1003') }), 'dial')[0]
    expect(rung?.legs.map(({ target, userId }) => [target, userId])).toEqual([
      [{ kind: 'device', deviceId: 'device-1001' }, 'user-1001'],
      [{ kind: 'device', deviceId: 'device-1003' }, 'user-1001'],
    ])
  })
})
