import type { Device } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { type CallerIdentity, effectiveCallerId } from '../../callflow/numbering/caller-id.ts'
import type { Caller } from '../../callflow/run/script.ts'

/** Who one of our phones is to colleagues. */
export function callerOfDevice(design: DesignSnapshot, device: Device): Caller {
  const user = design.find('user', device.ownerId)
  const own = effectiveCallerId(design, { deviceId: device.id, userId: device.ownerId }, 'internal')
  return {
    name: own.name || device.name,
    number: own.number || device.sipUsername,
    origin: { kind: 'device', deviceId: device.id, ...(user ? { userId: user.id } : {}) },
  }
}

/** What an outside number is shown (M23); a number the account owns when nobody chose one (M24b). */
export function externalCallerId(design: DesignSnapshot, device: Device): CallerIdentity {
  const own = effectiveCallerId(design, { deviceId: device.id, userId: device.ownerId }, 'external')
  return { name: own.name, number: own.number || (design.list('phone-number')[0]?.number ?? '') }
}
