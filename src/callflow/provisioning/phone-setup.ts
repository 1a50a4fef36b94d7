import type { Device } from '../design/document.ts'
import type { PhoneClock } from './phone-clock.ts'

/** All that a phone is told, in no maker's words. */
export interface PhoneSetup {
  /** Twelve digits, lower case; empty for softphones. */
  readonly macAddress: string
  /** As the design has it; empty: not known. */
  readonly model: string
  /** Who the phone belongs to, for its screen. */
  readonly displayName: string
  /** Beside the line key. */
  readonly label: string
  readonly server: {
    /** Name or address, IPv6 without brackets. */
    readonly host: string
    readonly port: number
    readonly transport: Device['sipTransport']
  }
  readonly username: string
  readonly password: string
  /** By preference. */
  readonly codecs: readonly Device['codecs'][number][]
  /** SRTP by SDES; `offered` only where keys may be sent. */
  readonly encryption: Device['mediaEncryption']
  /** How it sends the keys that are pressed in a call. */
  readonly dtmf: Device['dtmf']
  /** From the top; never empty. */
  readonly keys: readonly PhoneKey[]
  readonly colleagues: readonly PhoneBookEntry[]
  /** Codes to dial; empty: the design has none. */
  readonly codes: {
    readonly voicemail: string
    /** Before the extension that rings. */
    readonly pickUp: string
  }
  /** BCP 47, lower case: `en`, `fr-ca`. */
  readonly language: string
  readonly clock: PhoneClock
  /** Where its files are, with a slash at the end; null: not known here. */
  readonly baseUrl: string | null
}

export interface PhoneBookEntry {
  readonly name: string
  readonly number: string
}

export type PhoneKey =
  | { readonly kind: 'line'; readonly label: string }
  /** Lit by what is watched at the address (RFC 4235); pressing it dials the address. */
  | { readonly kind: 'lamp'; readonly address: string; readonly label: string; readonly isColleague: boolean }
  | { readonly kind: 'dial'; readonly number: string; readonly label: string }
  | { readonly kind: 'none' }

/** A file that a phone fetches. */
export interface PhoneFile {
  readonly name: string
  /** Others that phones ask for it by. */
  readonly aliases?: readonly string[]
  readonly mimeType: string
  readonly text: string
}

/** `host:port`, with brackets around an IPv6 address. */
export const hostPort = ({ host, port }: PhoneSetup['server']): string => `${bracketed(host)}:${port}`

export const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)

/** How many seconds a registration is asked to last. */
export const REGISTER_SEC = 3_600

/** A server of its own that tells the time, for phones that are told none by DHCP. */
export const TIME_SERVER = 'pool.ntp.org'

/** With empty keys behind those chosen, so that keys of an earlier file do not stay. The line alone leaves the others to whoever sits there. */
export const clearedUpTo = (count: number, keys: readonly PhoneKey[]): readonly PhoneKey[] =>
  keys.length < 2
    ? keys
    : [...keys, ...Array.from({ length: Math.max(0, count - keys.length) }, (): PhoneKey => ({ kind: 'none' }))]
