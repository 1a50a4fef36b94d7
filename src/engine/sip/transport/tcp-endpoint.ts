import { connect, createServer, isIPv6, type Server, type Socket } from 'node:net'
import type { Frame } from '../message/stream-framer.ts'
import type { ListenPoint } from '../user-agent.ts'
import { bindError } from './bind-error.ts'
import type { TransportLimits } from './limits.ts'
import { TcpConnection } from './tcp-connection.ts'
import type { TransportPeer } from './transport.ts'

/** TCP listen points and every connection, found again by flow or by far address (RFC 3261 §18, RFC 5923 manners). */
export class TcpEndpoint {
  readonly #limits: TransportLimits
  readonly #nextFlowId: () => string
  readonly #onFrame: (frame: Frame, connection: TcpConnection) => void
  readonly #connections = new Map<string, TcpConnection>()
  readonly #byFarAddress = new Map<string, TcpConnection>()
  readonly #countByAddress = new Map<string, number>()
  readonly #servers: Server[] = []

  constructor(options: {
    limits: TransportLimits
    nextFlowId: () => string
    onFrame: (frame: Frame, connection: TcpConnection) => void
  }) {
    this.#limits = options.limits
    this.#nextFlowId = options.nextFlowId
    this.#onFrame = options.onFrame
  }

  /** Rejects with `PortInUseError`. */
  listen(wanted: ListenPoint): Promise<ListenPoint> {
    return new Promise((resolve, reject) => {
      const server = createServer((socket) => {
        this.#accept(socket)
      })
      server.once('error', (error) => {
        reject(bindError(wanted, error))
      })
      server.listen({ host: wanted.host, port: wanted.port, ipv6Only: isIPv6(wanted.host), exclusive: true }, () => {
        server.removeAllListeners('error')
        server.on('error', () => {})
        this.#servers.push(server)
        const bound = server.address()
        resolve({ ...wanted, port: bound !== null && typeof bound === 'object' ? bound.port : wanted.port })
      })
    })
  }

  connection(flowId: string | undefined): TcpConnection | undefined {
    return flowId === undefined ? undefined : this.#connections.get(flowId)
  }

  send(bytes: Uint8Array, peer: TransportPeer, onError?: (error: Error) => void): void {
    const known = this.connection(peer.flowId) ?? this.#byFarAddress.get(farAddress(peer.address, peer.port))
    if (known?.isOpen) return known.send(bytes, onError)
    if (this.#isFull(peer.address)) {
      queueMicrotask(() => onError?.(new Error('too many TCP connections')))
      return
    }
    this.#connect(peer).send(bytes, onError)
  }

  async close(): Promise<void> {
    const closing = this.#servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => {
            resolve()
          })
        }),
    )
    for (const connection of this.#connections.values()) connection.close()
    await Promise.all(closing)
  }

  #connect(peer: TransportPeer): TcpConnection {
    const socket = connect({ host: peer.address, port: peer.port })
    return this.#add(socket, peer.address, peer.port)
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket
    if (remoteAddress === undefined || remotePort === undefined || this.#isFull(remoteAddress)) {
      socket.destroy()
      return
    }
    this.#add(socket, remoteAddress, remotePort)
  }

  #isFull(address: string): boolean {
    const fromAddress = this.#countByAddress.get(address) ?? 0
    return this.#connections.size >= this.#limits.maxConnections || fromAddress >= this.#limits.maxConnectionsPerAddress
  }

  #add(socket: Socket, address: string, port: number): TcpConnection {
    const connection = new TcpConnection({
      socket,
      flowId: this.#nextFlowId(),
      address,
      port,
      limits: this.#limits,
      onFrame: this.#onFrame,
      onClosed: (closed) => {
        this.#remove(closed)
      },
    })
    this.#connections.set(connection.flowId, connection)
    this.#byFarAddress.set(farAddress(address, port), connection)
    this.#countByAddress.set(address, (this.#countByAddress.get(address) ?? 0) + 1)
    return connection
  }

  #remove(connection: TcpConnection): void {
    const { address, port } = connection
    this.#connections.delete(connection.flowId)
    if (this.#byFarAddress.get(farAddress(address, port)) === connection)
      this.#byFarAddress.delete(farAddress(address, port))
    const left = (this.#countByAddress.get(address) ?? 1) - 1
    if (left > 0) this.#countByAddress.set(address, left)
    else this.#countByAddress.delete(address)
  }
}

function farAddress(address: string, port: number): string {
  return `${address} ${port}`
}
