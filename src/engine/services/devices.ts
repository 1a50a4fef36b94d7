import type { Device } from '../../callflow/design/document.ts'
import { designIndex } from '../../callflow/design/design-index.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'

/** The device that signs in with this SIP user name; disabled ones do not, nor those of a disabled user. Of two with one name the first wins. */
export function deviceByUsername(design: DesignSnapshot, username: string): Device | undefined {
  return byUsername(design).get(username)
}

const byUsername = designIndex(function* (design) {
  const devices = new Map<string, Device>()
  for (const device of design.list('device')) {
    yield
    if (isInService(design, device) && device.sipUsername !== '' && !devices.has(device.sipUsername)) {
      devices.set(device.sipUsername, device)
    }
  }
  return devices
})

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

function isInService(design: DesignSnapshot, device: Device): boolean {
  const owner = design.find('user', device.ownerId)
  return device.enabled && (owner === undefined || owner.enabled)
}
