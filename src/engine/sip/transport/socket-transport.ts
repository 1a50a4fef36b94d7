import { isIPv6 } from 'node:net'
import { SourceMeter } from '../../listening/source-meter.ts'
import { RemoteProtocolError } from '../message/errors.ts'
import { type ReadMessage, readMessage } from '../message/parse-message.ts'
import type { Frame } from '../message/stream-framer.ts'
import type { ListenPoint } from '../user-agent.ts'
import type { Clock } from '../user-agent-options.ts'
import { deliver } from './deliver.ts'
import type { TransportLimits } from './limits.ts'
import { LocalAddresses } from './local-addresses.ts'
import { resolveTarget, systemAddressOf } from './resolve-target.ts'
import type { SipTransport, TransportReceiver } from './sip-transport.ts'
import type { Connection } from './connection.ts'
import { ConnectionEndpoint } from './connection-endpoint.ts'
import { overTcp } from './connection-maker.ts'
import { overTls, type TlsWay } from './over-tls.ts'
import { WebSocketDoor } from './websocket-door.ts'
import type { TransportPeer } from './transport.ts'
import { DEFAULT_TRANSPORT, type TransportKind, transportKinds, transports } from './transports.ts'
import { openUdp, type UdpEndpoint } from './udp-endpoint.ts'

/** Datagrams of a source whose facing address is still being found out. */
const MAX_WAITING_DATAGRAMS = 256

/** What carries one transport. */
interface Way {
  readonly points: readonly ListenPoint[]
  listen(wanted: ListenPoint): Promise<ListenPoint>
  send(bytes: Uint8Array, peer: TransportPeer, onError?: (error: Error) => void): void
  /** The listen point that `peer` knows us by, if there is one. */
  pointFor(peer: TransportPeer): ListenPoint | undefined
}

/** UDP sockets and connections. What has no way here is refused by name, and never sent by another. */
export class SocketTransport implements SipTransport {
  readonly #listen: readonly ListenPoint[]
  readonly #clock: Clock
  readonly #meter: SourceMeter
  readonly #localAddresses = new LocalAddresses()
  readonly #connections: ConnectionEndpoint
  readonly #ways: { readonly [Kind in TransportKind]?: Way }
  #udp: UdpEndpoint[] = []
  #receiver: TransportReceiver | undefined
  #waiting = 0

  constructor(options: {
    listen: readonly ListenPoint[]
    limits: TransportLimits
    clock: Clock
    nextFlowId: () => string
    /** Origins of pages from elsewhere that may connect by WebSocket. */
    webOrigins?: readonly string[]
    /** Absent: no TLS, and no secure WebSocket. */
    tls?: TlsWay
  }) {
    this.#listen = options.listen
    this.#clock = options.clock
    this.#meter = new SourceMeter(options.limits.maxMalformedPerMinute)
    const { tls } = options
    const door = new WebSocketDoor(options.webOrigins ?? [])
    this.#connections = new ConnectionEndpoint({
      makers: { tcp: overTcp, ws: door, ...(tls && { tls: overTls(tls), wss: door.behind(tls) }) },
      limits: options.limits,
      nextFlowId: options.nextFlowId,
      onFrame: (frame, connection) => {
        this.#onFrame(frame, connection)
      },
      onLost: ({ peer }) => this.#receiver?.onConnectionLost(peer),
    })
    this.#ways = {
      udp: this.#datagrams(),
      tcp: this.#connectionWay(),
      ws: this.#connectionWay(),
      ...(tls && { tls: this.#connectionWay(), wss: this.#connectionWay() }),
    }
  }

  async start(receiver: TransportReceiver): Promise<readonly ListenPoint[]> {
    this.#receiver = receiver
    const points: ListenPoint[] = []
    try {
      for (const wanted of this.#listen) points.push(await this.#bind(wanted))
    } catch (error) {
      await this.close()
      throw error
    }
    return points
  }

  send(bytes: Uint8Array, peer: TransportPeer, onError?: (error: Error) => void): void {
    const way = this.#ways[peer.transport]
    if (way !== undefined) return way.send(bytes, peer, onError)
    const { viaName } = transports[peer.transport]
    queueMicrotask(() => onError?.(new Error(`no ${viaName} to send to ${peer.address} by`)))
  }

  async locate(uri: string): Promise<TransportPeer> {
    const points = this.#points().filter(({ transport }) => transports[transport].isDialable)
    const isV6 = points.map(({ host }) => isIPv6(host))
    const family = isV6.every(Boolean) ? 6 : isV6.some(Boolean) ? 0 : 4
    const peer = await resolveTarget(uri, {
      fallback: points[0]?.transport ?? DEFAULT_TRANSPORT,
      canSend: (kind) => this.#ways[kind] !== undefined,
      addressOf: systemAddressOf(family),
    })
    await this.localAddressFor(peer)
    return peer
  }

  isConnected({ flowId }: TransportPeer): boolean {
    return this.#connections.connection(flowId)?.isOpen ?? false
  }

  earned({ flowId }: TransportPeer): void {
    this.#connections.earned(flowId)
  }

  localPoint(peer: TransportPeer): { readonly host: string; readonly port: number } {
    const point = this.#pointFor(peer)
    const host = point?.host ?? '127.0.0.1'
    if (!isWildcard(host)) return { host, port: point?.port ?? 0 }
    const facing = this.#connections.connection(peer.flowId)?.localAddress ?? this.#localAddresses.facing(peer.address)
    return { host: facing ?? host, port: point?.port ?? 0 }
  }

  async localAddressFor(peer: TransportPeer): Promise<string> {
    const host = this.#pointFor(peer)?.host ?? '0.0.0.0'
    return isWildcard(host) ? this.#localAddresses.find(peer.address) : host
  }

  async close(): Promise<void> {
    this.#receiver = undefined
    await Promise.all([...this.#udp.map((endpoint) => endpoint.close()), this.#connections.close()])
  }

  #bind(wanted: ListenPoint): Promise<ListenPoint> {
    const way = this.#ways[wanted.transport]
    return way?.listen(wanted) ?? Promise.reject(new Error(`no ${transports[wanted.transport].viaName} to listen by`))
  }

  #datagrams(): Way {
    const points = () => this.#udp.map(({ point }) => point)
    return {
      get points() {
        return points()
      },
      listen: async (wanted) => {
        const { transport } = wanted
        const index = this.#udp.length
        const endpoint = await openUdp(wanted, (bytes, address, port) => {
          this.#onDatagram(bytes, { transport, address, port, ...(index > 0 && { flowId: `udp${index}` }) })
        })
        this.#udp.push(endpoint)
        return endpoint.point
      },
      send: (bytes, peer, onError) => {
        const endpoint = this.#udpFor(peer)
        if (endpoint !== undefined) endpoint.send(bytes, peer.address, peer.port, onError)
        else queueMicrotask(() => onError?.(new Error(`no UDP listen point for ${peer.address}`)))
      },
      pointFor: (peer) => (this.#udpFor(peer) ?? this.#udp[0])?.point,
    }
  }

  #connectionWay(): Way {
    const points: ListenPoint[] = []
    return {
      points,
      listen: async (wanted) => {
        const point = await this.#connections.listen(wanted)
        points.push(point)
        return point
      },
      send: (bytes, peer, onError) => this.#connections.send(bytes, peer, onError),
      pointFor: ({ address }) => points.find(({ host }) => isIPv6(host) === isIPv6(address)) ?? points[0],
    }
  }

  /** Answers leave by the socket the question came to; anything else by the first of the right address family. */
  #udpFor(peer: TransportPeer): UdpEndpoint | undefined {
    if (this.#udp.length > 1 && peer.flowId?.startsWith('udp')) return this.#udp[Number(peer.flowId.slice(3))]
    const isV6 = peer.address.includes(':')
    return this.#udp.find(({ point }) => point.host.includes(':') === isV6)
  }

  /** In order of preference. */
  #points(): readonly ListenPoint[] {
    return transportKinds.flatMap((kind) => this.#ways[kind]?.points ?? [])
  }

  /** Whoever is reached by what we do not listen on is told of another point. */
  #pointFor(peer: TransportPeer): ListenPoint | undefined {
    return this.#ways[peer.transport]?.pointFor(peer) ?? this.#points()[0]
  }

  #onDatagram(bytes: Buffer, source: TransportPeer): void {
    // Keep-alives of phones behind NAT: a few line ends, or a lone zero octet.
    if (bytes.length <= 4) return
    const host = this.#pointFor(source)?.host ?? ''
    if (!isWildcard(host) || this.#localAddresses.facing(source.address) !== undefined) {
      this.#read(bytes, source)
      return
    }
    if (this.#waiting >= MAX_WAITING_DATAGRAMS) return
    this.#waiting += 1
    this.#localAddresses
      .find(source.address)
      .catch(() => undefined)
      .then(() => {
        this.#waiting -= 1
        this.#read(bytes, source)
      })
      .catch((error: unknown) => {
        throw error
      })
  }

  #read(bytes: Buffer, source: TransportPeer): void {
    try {
      this.#deliver(readMessage(bytes), source)
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error
      this.#refuse(error, source)
    }
  }

  #onFrame(frame: Frame, connection: Connection): void {
    const source = connection.peer
    if (frame.kind === 'message') this.#deliver(frame.read, source)
    else if (frame.kind === 'unreadable') this.#refuse(frame.error, source)
    else if (frame.kind === 'broken') {
      const { error, head } = frame
      if (head?.kind === 'request') this.#deliver({ message: { ...head, body: '' }, fault: error }, source)
      else this.#refuse(error, source)
    }
  }

  #deliver(read: ReadMessage, source: TransportPeer): void {
    const receiver = this.#receiver
    if (receiver === undefined) return
    deliver(read, { source, receiver, noteMalformed: () => this.#meter.note(source.address, this.#clock.now()) })
  }

  #refuse(error: RemoteProtocolError, source: TransportPeer): void {
    this.#meter.note(source.address, this.#clock.now())
    this.#receiver?.onMalformed({ error, source, answer: false })
  }
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
