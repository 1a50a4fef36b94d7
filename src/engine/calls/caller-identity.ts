import type { Device } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { countryOf } from '../../callflow/numbering/country.ts'
import { type CallerIdentity, effectiveCallerId, presentedCallerId } from '../../callflow/numbering/caller-id.ts'
import { isEmergency } from '../../callflow/numbering/emergency.ts'
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

/** What an outside number is shown (M23), emergency services included (M24). */
export function outsideCallerId(design: DesignSnapshot, device: Device, number: string): CallerIdentity {
  const reason = isEmergency(number, countryOf(design)) ? 'emergency' : 'external'
  const shown = presentedCallerId({ design, caller: callerOfDevice(design, device), reason })
  const isExtension = !/^[+]?[0-9]{7,15}$/.test(shown.number)
  return { name: shown.name, number: isExtension ? (design.list('phone-number')[0]?.number ?? '') : shown.number }
}
