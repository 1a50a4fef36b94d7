import type { TransportKind } from './transports.ts'

export type { TransportKind } from './transports.ts'

/** The other end of a datagram or connection. `flowId` names the connection it came over, to reuse it for requests back. */
export interface TransportPeer {
  readonly transport: TransportKind
  readonly address: string
  readonly port: number
  readonly flowId?: string
  /** Over TLS: whose certificate must be shown, when that is another name than the address. */
  readonly certifiedAs?: string
}
