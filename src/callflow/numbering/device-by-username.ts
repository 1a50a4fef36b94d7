import { designIndex } from '../design/design-index.ts'
import type { Device } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'

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

export function isInService(design: DesignSnapshot, device: Device): boolean {
  const owner = design.find('user', device.ownerId)
  return device.enabled && (owner === undefined || owner.enabled)
}
