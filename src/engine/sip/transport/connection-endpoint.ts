import { createServer, isIPv6, type Server, type Socket } from 'node:net'
import { ConnectionPool } from '../../listening/connection-pool.ts'
import type { Frame } from '../message/stream-framer.ts'
import type { ListenPoint } from '../user-agent.ts'
import { bindError } from './bind-error.ts'
import type { Carry } from './carrier.ts'
import { Connection } from './connection.ts'
import type { ConnectionMaker } from './connection-maker.ts'
import type { TransportLimits } from './limits.ts'
import type { TransportPeer } from './transport.ts'
import { type TransportKind, transports } from './transports.ts'

/** How often connections are looked at whose time may be over. Closing one a second late costs nobody anything; a timer for each would cost every message. */
const SWEEP_MS = 1_000
const RESPONSE_START = Buffer.from('SIP/2.0 ')

/** How each transport makes its connections; what is not here is not carried. */
export type ConnectionMakers = { readonly [Kind in TransportKind]?: ConnectionMaker }

/** The listen points of every transport with connections, and the connections, found again by flow or by far address (RFC 3261 §18, RFC 5923 manners). */
export class ConnectionEndpoint {
  readonly #makers: ConnectionMakers
  readonly #limits: TransportLimits
  readonly #nextFlowId: () => string
  readonly #onFrame: (frame: Frame, connection: Connection) => void
  readonly #onLost: (connection: Connection) => void
  readonly #connections = new Map<string, Connection>()
  readonly #byFarAddress = new Map<string, Connection>()
  readonly #pool: ConnectionPool<Connection>
  readonly #servers: Server[] = []
  readonly #nowMs: () => number
  #sweeper: NodeJS.Timeout | undefined

  constructor(options: {
    makers: ConnectionMakers
    limits: TransportLimits
    nextFlowId: () => string
    /** Monotonic. */
    nowMs?: () => number
    onFrame: (frame: Frame, connection: Connection) => void
    /** One that had earned its time. */
    onLost: (connection: Connection) => void
  }) {
    this.#makers = options.makers
    this.#limits = options.limits
    this.#nextFlowId = options.nextFlowId
    this.#onFrame = options.onFrame
    this.#onLost = options.onLost
    this.#nowMs = options.nowMs ?? (() => performance.now())
    this.#pool = new ConnectionPool(options.limits)
  }

  /** Rejects with `PortInUseError`. */
  listen(wanted: ListenPoint): Promise<ListenPoint> {
    const maker = this.#makers[wanted.transport]
    if (maker === undefined) return Promise.reject(new Error(`no ${transports[wanted.transport].viaName} to listen by`))
    return new Promise((resolve, reject) => {
      const server = createServer((socket) => {
        this.#accept(socket, wanted.transport, maker)
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

  connection(flowId: string | undefined): Connection | undefined {
    return flowId === undefined ? undefined : this.#connections.get(flowId)
  }

  send(bytes: Uint8Array, peer: TransportPeer, onError?: (error: Error) => void): void {
    const known = this.connection(peer.flowId) ?? this.#byFarAddress.get(farAddress(peer))
    if (known?.isOpen) return known.send(bytes, onError)
    const connect = this.#makers[peer.transport]?.connect
    if (connect === undefined) {
      const { viaName } = transports[peer.transport]
      queueMicrotask(() => onError?.(new Error(`the ${viaName} connection of ${peer.address} is gone`)))
      return
    }
    const connection = this.#add(peer, connect(peer), true)
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

  #accept(socket: Socket, transport: TransportKind, maker: ConnectionMaker): void {
    const { remoteAddress: address, remotePort: port } = socket
    if (address === undefined || port === undefined) socket.destroy()
    else this.#add({ transport, address, port }, maker.accept(socket), false)
  }

  #earn(connection: Connection): void {
    if (!connection.hasEarned && this.#pool.earn(connection)) connection.earn()
  }

  #add(peer: TransportPeer, carry: Carry, isConnecting: boolean): Connection {
    const connection = new Connection({
      peer: { ...peer, flowId: this.#nextFlowId() },
      carry,
      isConnecting,
      limits: limitsFor(peer, this.#limits),
      nowMs: this.#nowMs,
      onFrame: this.#onFrame,
      onClosed: (closed) => this.#remove(closed),
    })
    this.#pool.admit(connection)
    this.#connections.set(connection.flowId, connection)
    this.#byFarAddress.set(farAddress(connection.peer), connection)
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref()
    return connection
  }

  #sweep(): void {
    for (const connection of this.#connections.values()) connection.closeIfOver()
  }

  #remove(connection: Connection): void {
    const place = farAddress(connection.peer)
    this.#pool.leave(connection, connection.hasEarned)
    this.#connections.delete(connection.flowId)
    if (this.#byFarAddress.get(place) === connection) this.#byFarAddress.delete(place)
    if (connection.hasEarned) this.#onLost(connection)
  }
}

/** A connection that was opened to one name is none to another at the same address. */
function farAddress({ transport, address, port, certifiedAs = '' }: TransportPeer): string {
  return `${transport} ${address} ${port} ${certifiedAs}`
}

function limitsFor({ connectWithinMs: connectTimeoutMs }: TransportPeer, limits: TransportLimits): TransportLimits {
  return connectTimeoutMs === undefined ? limits : { ...limits, connectTimeoutMs }
}

function isResponse(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, RESPONSE_START.length)).equals(
    RESPONSE_START,
  )
}
