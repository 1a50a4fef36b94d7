import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { checkServerIdentity, connect, type SecureContext, TLSSocket } from 'node:tls'
import type { ConnectionMaker } from './connection-maker.ts'
import { overStream, prepareSocket } from './stream-carrier.ts'
import { certificateRefusal } from './certificate-refusal.ts'
import type { TransportPeer } from './transport.ts'

export interface TlsWay {
  /** What we show and whom we trust, for the next connection. */
  context(): SecureContext
  /** Whether the certificate of a host that we connect to need not be right. */
  isUnchecked(host: string): boolean
}

/** The handshake is part of the connection: its time runs, and it counts, from when it was there. */
export function secured(socket: Socket, tls: TlsWay): TLSSocket {
  return new TLSSocket(prepareSocket(socket), { isServer: true, secureContext: tls.context() })
}

export function overTls(tls: TlsWay): ConnectionMaker {
  return {
    accept: (socket) => overStream(secured(socket, tls)),
    connect: (peer) => {
      const name = certifiedName(peer)
      const isChecked = !tls.isUnchecked(name)
      const socket = connect({
        socket: prepareSocket(connectTcp({ host: peer.address, port: peer.port })),
        secureContext: tls.context(),
        ...(isIP(name) === 0 && { servername: name }), // RFC 6066 §3: an address is none
        rejectUnauthorized: isChecked,
        checkServerIdentity: (_asked, certificate) => checkServerIdentity(name, certificate),
      })
      return overStream(socket, { opened: 'secureConnect', explain: (error) => certificateRefusal(error, name) })
    },
  }
}

/** Whose certificate it must be (RFC 5922 §7.2): the host of the URI, before it was looked up. */
export function certifiedName({ certifiedAs, address }: TransportPeer): string {
  return certifiedAs ?? address
}
