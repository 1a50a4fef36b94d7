import { create } from 'zustand'
import type { Device } from '../../../../callflow/design/document.ts'
import { applyChange, toastUndo } from '../../../store/design.ts'

/** Secrets made since the page was loaded, by device: the design keeps only their hashes, so they are shown once. */
export const usePhoneSecrets = create<ReadonlyMap<string, { readonly secret: string; readonly hash: string }>>()(
  () => new Map(),
)

/** The secret of its address while it is known here and still the right one. */
export function useSecretOf({ id, provisioningTokenHash }: Device): string | null {
  const made = usePhoneSecrets((secrets) => secrets.get(id))
  return made && made.hash === provisioningTokenHash ? made.secret : null
}

/** Gives phones new addresses, in one change; they begin to fetch their settings. The addresses from before are worth nothing any more. */
export async function makeAddresses(devices: readonly Device[]): Promise<boolean> {
  const made = await Promise.all(devices.map(async (device) => ({ device, ...(await newSecret()) })))
  const [only] = devices
  const { ok } = await applyChange({
    label: devices.length === 1 && only ? `New address of ${only.name}` : `New addresses of ${devices.length} phones`,
    put: made.map(({ device, hash }) => ({ ...device, provisioning: true, provisioningTokenHash: hash })),
    from: devices,
  })
  if (!ok) return false
  usePhoneSecrets.setState((known) => new Map([...known, ...made.map((each) => [each.device.id, each] as const)]), true)
  if (devices.some(({ provisioningTokenHash }) => provisioningTokenHash !== ''))
    toastUndo('The address from before is worth nothing now')
  return true
}

/** Nothing that is read wrongly from a screen or hard to key in on a phone. */
const ALPHABET = '23456789abcdefghjkmnpqrstvwxyz'
/** 117 bits. */
const LENGTH = 24

async function newSecret(): Promise<{ readonly secret: string; readonly hash: string }> {
  const numbers = crypto.getRandomValues(new Uint32Array(LENGTH))
  const secret = Array.from(numbers, (value) => ALPHABET[value % ALPHABET.length]).join('')
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(secret))
  return { secret, hash: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('') }
}
