import type { Device, Trunk } from '../../callflow/design/document.ts'
import { type TransportKind, transports } from '../sip/transport/transports.ts'

/**
 * What a leg does about SRTP by SDES. Undefined: none. `impossible`: its phone has to have it, and the keys would cross the network for all to read.
 */
export type AudioEncryption = 'offered' | 'required' | 'impossible' | undefined

export const NO_KEYS_IN_CLEAR =
  'encrypted audio is required, and keys for it do not go over signalling that is not encrypted'

/** As the design says of the carrier: over TLS alone. A call for help goes out without, rather than not at all. */
export function trunkEncryptionOf(
  { mediaEncryption }: Pick<Trunk, 'mediaEncryption'>,
  transport: TransportKind,
  isForHelp: boolean,
): AudioEncryption {
  if (!transports[transport].isSecure || mediaEncryption === 'off') return undefined
  return isForHelp ? 'offered' : mediaEncryption
}

/** As the design says of the phone. Keys stand in the signalling: where that is readable they are kept back, unless the phone is allowed it (RFC 4568 §1). */
export function audioEncryptionOf(
  { mediaEncryption, keysInClear }: Pick<Device, 'mediaEncryption' | 'keysInClear'>,
  transport: TransportKind,
): AudioEncryption {
  if (mediaEncryption === 'off' || transports[transport].isOfBrowsers) return undefined
  if (keysInClear || transports[transport].isSecure) return mediaEncryption
  return mediaEncryption === 'required' ? 'impossible' : undefined
}
