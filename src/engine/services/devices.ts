import type { Device } from '../../callflow/design/document.ts'
import { designIndex } from '../../callflow/design/design-index.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { deviceByUsername, isInService } from '../../callflow/numbering/device-by-username.ts'

export { deviceByUsername }

/**
 * Whether a device keeps its registrations when a design replaces the one `before`. What it registered with has to hold still:
 * whoever has only the password of yesterday must not go on receiving its calls.
 */
export function mayStayRegistered(
  deviceId: string,
  design: DesignSnapshot,
  before: DesignSnapshot | undefined,
): boolean {
  const now = design.find('device', deviceId)
  if (!now || deviceByUsername(design, now.sipUsername)?.id !== deviceId) return false
  const then = before?.find('device', deviceId)
  if (!before || !then) return true // we started with this design, or know nothing of what it was
  return (
    now.sipPassword === then.sipPassword && now.sipUsername === then.sipUsername && realmOf(design) === realmOf(before)
  )
}

/** Cell phones and land lines ring an outside number instead of registering (M80, M81). */
export function hasOutsideNumber(device: Device): boolean {
  return (device.type === 'cell-phone' || device.type === 'landline') && device.outsideNumber !== ''
}

/** Called at the address that the design gives for it (M79 "route"), registered or not. */
export function isCalledByAddress({ inviteFormat, inviteUri }: Device): boolean {
  return inviteFormat === 'route' && /^sips?:[^\s<>"]+$/i.test(inviteUri)
}

/** Can be rung though it has not registered. */
export const needsNoRegistration = (device: Device): boolean => hasOutsideNumber(device) || isCalledByAddress(device)

export function realmOf(design: DesignSnapshot): string {
  return design.account?.sipRealm || 'callwright.local'
}

/** Enabled devices by the user who owns them. */
export function devicesOfUser(design: DesignSnapshot, userId: string): readonly Device[] {
  return inServiceByOwner(design).get(userId) ?? []
}

const inServiceByOwner = designIndex(function* (design) {
  const owned = new Map<string, Device[]>()
  for (const device of design.list('device')) {
    yield
    if (device.ownerId === null || !isInService(design, device)) continue
    const own = owned.get(device.ownerId)
    if (own) own.push(device)
    else owned.set(device.ownerId, [device])
  }
  return owned
})
