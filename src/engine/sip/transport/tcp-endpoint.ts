import { connect, createServer, isIPv6, type Server, type Socket } from 'node:net'
import { ConnectionPool } from '../../listening/connection-pool.ts'
import type { Frame } from '../message/stream-framer.ts'
import type { ListenPoint } from '../user-agent.ts'
import { bindError } from './bind-error.ts'
import type { TransportLimits } from './limits.ts'
import { TcpConnection } from './tcp-connection.ts'
import type { TransportPeer } from './transport.ts'

/** How often connections are looked at whose time may be over. Closing one a second late costs nobody anything; a timer for each would cost every message. */
const SWEEP_MS = 1_000
const RESPONSE_START = Buffer.from('SIP/2.0 ')

/** TCP listen points and every connection, found again by flow or by far address (RFC 3261 §18, RFC 5923 manners). */
export class TcpEndpoint {
  readonly #limits: TransportLimits
  readonly #nextFlowId: () => string
  readonly #onFrame: (frame: Frame, connection: TcpConnection) => void
  readonly #connections = new Map<string, TcpConnection>()
  readonly #byFarAddress = new Map<string, TcpConnection>()
  readonly #pool: ConnectionPool<TcpConnection>
  readonly #servers: Server[] = []
  readonly #nowMs: () => number
  #sweeper: NodeJS.Timeout | undefined

  constructor(options: {
    limits: TransportLimits
    nextFlowId: () => string
    /** Monotonic. */
    nowMs?: () => number
    onFrame: (frame: Frame, connection: TcpConnection) => void
  }) {
    this.#limits = options.limits
    this.#nextFlowId = options.nextFlowId
    this.#onFrame = options.onFrame
    this.#nowMs = options.nowMs ?? (() => performance.now())
    this.#pool = new ConnectionPool(options.limits)
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
    const connection = this.#connect(peer)
    // A request is our own wish, to where a phone or a trunk is. An answer goes to whoever asked (RFC 3261 §18.2.2), and would be a way to earn.
    if (!isResponse(bytes)) this.#earn(connection)
    connection.send(bytes, onError)
  }

  /** The far end of this flow has shown who it is. */
  earned(flowId: string | undefined): void {
    const connection = this.connection(flowId)
    if (connection !== undefined) this.#earn(connection)
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
    clearInterval(this.#sweeper)
    for (const connection of this.#connections.values()) connection.close()
    await Promise.all(closing)
  }

  #connect(peer: TransportPeer): TcpConnection {
    const socket = connect({ host: peer.address, port: peer.port })
    return this.#add(socket, peer.address, peer.port)
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort } = socket
    if (remoteAddress === undefined || remotePort === undefined) socket.destroy()
    else this.#add(socket, remoteAddress, remotePort)
  }

  #earn(connection: TcpConnection): void {
    if (!connection.hasEarned && this.#pool.earn(connection)) connection.earn()
  }

  #add(socket: Socket, address: string, port: number): TcpConnection {
    const connection = new TcpConnection({
      socket,
      flowId: this.#nextFlowId(),
      address,
      port,
      limits: this.#limits,
      nowMs: this.#nowMs,
      onFrame: this.#onFrame,
      onClosed: (closed) => {
        this.#remove(closed)
      },
    })
    this.#pool.admit(connection)
    this.#connections.set(connection.flowId, connection)
    this.#byFarAddress.set(farAddress(address, port), connection)
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref()
    return connection
  }

  #sweep(): void {
    for (const connection of this.#connections.values()) connection.closeIfOver()
  }

  #remove(connection: TcpConnection): void {
    const { address, port } = connection
    this.#pool.leave(connection, connection.hasEarned)
    this.#connections.delete(connection.flowId)
    if (this.#byFarAddress.get(farAddress(address, port)) === connection)
      this.#byFarAddress.delete(farAddress(address, port))
  }
}

function farAddress(address: string, port: number): string {
  return `${address} ${port}`
}

function isResponse(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, RESPONSE_START.length)).equals(
    RESPONSE_START,
  )
}
