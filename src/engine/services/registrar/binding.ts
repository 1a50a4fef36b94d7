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
  /** Where the REGISTER came from; calls go back the same way. */
  readonly source: TransportPeer
  readonly userAgent: string
  readonly registeredMs: number
  readonly expiresMs: number
}

/** Where bindings survive a restart. */
export interface BindingStore {
  load(nowMs: number): Binding[]
  save(changed: readonly Binding[], removed: readonly Binding[]): void
  purge(nowMs: number): void
}
