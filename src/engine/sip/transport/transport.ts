export type TransportKind = 'udp' | 'tcp'

/** The other end of a datagram or connection. `flowId` names the TCP connection it came over, to reuse it for requests back. */
export interface TransportPeer {
  readonly transport: TransportKind
  readonly address: string
  readonly port: number
  readonly flowId?: string
}
