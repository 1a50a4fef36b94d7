import { connect, type Socket } from 'node:net'
import type { Carry } from './carrier.ts'
import { overStream, prepareSocket } from './stream-carrier.ts'
import type { TransportPeer } from './transport.ts'

/** What one transport makes of a socket. */
export interface ConnectionMaker {
  accept(socket: Socket): Carry
  /** Absent: nobody can be connected to by it. */
  connect?(this: void, peer: TransportPeer): Carry
}

export const overTcp: ConnectionMaker = {
  accept: (socket) => overStream(prepareSocket(socket)),
  connect: ({ address, port }) => overStream(prepareSocket(connect({ host: address, port }))),
}
