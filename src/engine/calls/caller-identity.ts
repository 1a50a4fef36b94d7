import type { Account, Device, User } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { Caller } from '../../callflow/run/script.ts'

/** Who one of our phones is to colleagues. */
export function callerOfDevice(design: DesignSnapshot, device: Device): Caller {
  const user = design.find('user', device.ownerId)
  const chosen = chosenCallerId(design.account, user, device, 'internal')
  return {
    name: chosen.name || personName(user) || device.name,
    number: chosen.number || user?.extension || device.sipUsername,
    origin: { kind: 'device', deviceId: device.id, ...(user ? { userId: user.id } : {}) },
  }
}

/** What an outside number is shown; a number the account owns when nobody chose one (M24b). */
export function externalCallerId(design: DesignSnapshot, device: Device): { name: string; number: string } {
  const chosen = chosenCallerId(design.account, design.find('user', device.ownerId), device, 'external')
  return { name: chosen.name, number: chosen.number || (design.list('phone-number')[0]?.number ?? '') }
}

type Situation = 'internal' | 'external' | 'emergency'

/** Per field, empty values ignored (M23). */
function chosenCallerId(
  account: Account | undefined,
  user: User | undefined,
  device: Device,
  situation: Situation,
): { name: string; number: string } {
  const own = [device.callerIds[situation], user?.callerIds[situation]]
  const order = account?.callerIdMode === 'user-first' ? own.toReversed() : own
  const pairs = [...order, account?.callerIds[situation]]
  return {
    name: pairs.find((pair) => pair?.name)?.name ?? '',
    number: pairs.find((pair) => pair?.number)?.number ?? '',
  }
}

function personName(user: User | undefined): string {
  if (!user) return ''
  return `${user.firstName} ${user.lastName}`.trim() || user.name
}
