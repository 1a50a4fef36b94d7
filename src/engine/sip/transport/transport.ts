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
  /** Over UDP: a router's mapping of one socket, which no connection finds its way through. */
  readonly isMapped?: boolean
  /** What a connection that is opened for this may take, when that is less than for others. */
  readonly connectWithinMs?: number
}
