import type { Device, User } from '../../callflow/design/document.ts'
import { draftOf } from '../forms/new-document.ts'
import { applyChange, designSnapshot, toastUndo, useDocumentOf, useDocuments } from '../store/design.ts'
import { beUser, usePhone } from './phone-store.ts'

/** Whose phone this is, and the device of it in the design; undefined until somebody has said, or when they are gone. */
export function useOwnUser(): User | undefined {
  return useDocumentOf(
    'user',
    usePhone((phone) => phone.userId),
  )
}

export function useOwnDevice(): Device | undefined {
  const userId = usePhone((phone) => phone.userId)
  const devices = useDocuments('device')
  return browserPhoneOf(devices, userId)
}

/** Of several the enabled one that comes first by name, in every browser the same. */
function browserPhoneOf(devices: readonly Device[], userId: string | null): Device | undefined {
  return devices
    .filter(({ type, ownerId }) => type === 'browser-phone' && userId !== null && ownerId === userId)
    .toSorted((a, b) => Number(b.enabled) - Number(a.enabled) || a.name.localeCompare(b.name))[0]
}

/** Makes this browser the phone of that person, with a device of theirs where there is none (M79). Answers whether it is one now. */
export async function becomePhoneOf(user: User): Promise<boolean> {
  if (browserPhoneOf(designSnapshot().list('device'), user.id) === undefined) {
    const device = draftOf('device', { name: `${user.name}: browser phone`, type: 'browser-phone', ownerId: user.id })
    const { ok } = await applyChange({ label: `Add browser phone of ${user.name}`, put: [device] })
    if (!ok) return false
    toastUndo(`Browser phone of ${user.name} added to the design`)
  }
  beUser(user.id)
  return true
}
