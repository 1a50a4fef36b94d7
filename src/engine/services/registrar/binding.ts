import type { TransportPeer } from '../../sip/transport/transport.ts'

/** One contact of a device, RFC 3261 §10. */
export interface Binding {
  /** `user@realm`, lower-case realm. */
  readonly aor: string
  /** The contact URI as registered. */
  readonly contact: string
  readonly deviceId: string
  readonly sipCallId: string
  readonly cseq: number
  /** Where the REGISTER came from. */
  readonly source: TransportPeer
  /** Where its sender says it is, in the top Via. Absent: registered with an engine that did not keep it. */
  readonly sentBy?: SentBy
  /** Route header values towards the phone, nearest hop first (RFC 3327). */
  readonly path: readonly string[]
  readonly userAgent: string
  readonly registeredMs: number
  readonly expiresMs: number
}

/** RFC 3261 §20.42. */
export interface SentBy {
  /** A name in lower case or an address, IPv6 without brackets. */
  readonly host: string
  readonly port?: number
  /** It listens where it sends from: RFC 3581. */
  readonly hasRport: boolean
}

/** Where bindings survive a restart. */
export interface BindingStore {
  load(nowMs: number): Binding[]
  save(changed: readonly Binding[], removed: readonly Binding[]): void
  purge(nowMs: number): void
}
