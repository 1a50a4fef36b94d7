import type { SrtpParameters } from '../media-engine.ts'

/** Datagrams out and in, whatever carries them; RTP and RTCP know nothing else of the network. */
export interface PacketPipe {
  readonly localPort: number
  /** What cannot be sent is lost, as it may be on the way. */
  send(datagram: Uint8Array, port: number, address: string): void
  /** Set once. */
  onPacket(listener: (datagram: Uint8Array, address: string, port: number) => void): void
  close(): void
}

/** RTP, and RTCP on the port above (RFC 3550 §11). */
export interface PipePair {
  readonly rtp: PacketPipe
  readonly rtcp: PacketPipe
  /** Tells whoever carries the packets on where this end is; after each change, for either may have begun anew. Sockets of our own need none. */
  sayWhere?(): void
  /** What is sent and taken in is encrypted from now on, or no longer (SDES). */
  secure?(srtp: SrtpParameters | undefined): void
  close(): void
}
