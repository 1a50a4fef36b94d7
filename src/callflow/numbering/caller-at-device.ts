import type { Device, User } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import type { StateKey, StateValue } from '../run/operation.ts'
import type { Caller } from '../run/script.ts'
import { hotDeskUsersKey, idsIn } from '../run/state-keys.ts'
import { effectiveCallerId } from './caller-id.ts'

type ReadState = (key: StateKey) => StateValue | undefined

/**
 * Who calls when one of our phones does: the person logged in there, the last of several (M88c), else its owner. Caller ID, restrictions, groups,
 * history and charge are theirs. Name and number are what colleagues see (M23).
 */
export function callerAtDevice(design: DesignSnapshot, device: Device, readState: ReadState): Caller {
  const user = guestAt(design, device, readState) ?? design.find('user', device.ownerId)
  const endpoint = { deviceId: device.id, ...(user ? { userId: user.id } : {}) }
  const own = effectiveCallerId(design, endpoint, 'internal')
  return {
    name: own.name || device.name,
    number: own.number || device.sipUsername,
    origin: { kind: 'device', ...endpoint },
  }
}

/** The caller as the phone's guest, where there is one; anybody else unchanged. */
export function callerAsGuest(design: DesignSnapshot, caller: Caller, readState: ReadState): Caller {
  const device = caller.origin.kind === 'device' ? design.find('device', caller.origin.deviceId) : undefined
  return device && guestAt(design, device, readState) ? callerAtDevice(design, device, readState) : caller
}

function guestAt(design: DesignSnapshot, { id }: Device, readState: ReadState): User | undefined {
  const guests = idsIn(readState(hotDeskUsersKey(id))).flatMap((userId) => design.find('user', userId) ?? [])
  return guests.findLast(({ enabled }) => enabled)
}
