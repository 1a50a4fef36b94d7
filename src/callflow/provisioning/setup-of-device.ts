import type { Device } from '../design/document.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { codesOf, lineLabel, phoneKeys } from './line-keys.ts'
import { singleLine } from './line-text.ts'
import { phoneClock } from './phone-clock.ts'
import type { PhoneBookEntry, PhoneSetup } from './phone-setup.ts'

export interface Surroundings {
  /** Where the phone registers. */
  readonly server: { readonly host: string; readonly port: number }
  /** Ends with a slash; null: not known here. */
  readonly baseUrl: string | null
  /** Whose rule for summer time counts. */
  readonly year: number
}

/** What a phone of the design is told. */
export function setupOfDevice(design: DesignSnapshot, device: Device, around: Surroundings): PhoneSetup {
  const { account } = design
  const owner = design.find('user', device.ownerId)
  const { pickUp, voicemail } = codesOf(design)
  return {
    macAddress: device.macAddress,
    model: device.phoneModel,
    displayName: singleLine(owner?.name ?? device.name),
    label: singleLine(lineLabel(design, device)),
    server: { ...around.server, transport: device.sipTransport },
    username: device.sipUsername,
    password: device.sipPassword,
    codecs: device.codecs,
    encryption: encryptionOf(device),
    dtmf: device.dtmf,
    keys: phoneKeys(design, device),
    colleagues: colleagues(design),
    codes: { pickUp, voicemail },
    language: owner?.language || account?.language || 'en',
    clock: phoneClock(design.find('site', owner?.siteId)?.timezone ?? account?.timezone ?? 'UTC', around.year),
    baseUrl: around.baseUrl,
  }
}

/** As the engine will have it: keys are not sent where all can read them, unless the phone is allowed it. */
function encryptionOf({ mediaEncryption, keysInClear, sipTransport }: Device): PhoneSetup['encryption'] {
  if (mediaEncryption !== 'offered') return mediaEncryption
  return keysInClear || sipTransport === 'tls' ? 'offered' : 'off'
}

/** Phones take no longer lists. */
export const MAX_PHONE_BOOK = 1_000

/** Everybody with an extension, by name. */
export function colleagues(design: DesignSnapshot): readonly PhoneBookEntry[] {
  return design
    .list('user')
    .filter(({ enabled, extension }) => enabled && extension !== '')
    .map(({ name, extension }) => ({ name, number: extension }))
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .slice(0, MAX_PHONE_BOOK)
}
