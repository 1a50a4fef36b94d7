import { RemoteProtocolError } from '../message/errors.ts'
import { essentialsOf } from '../message/essentials.ts'
import type { SipMessage } from '../message/message.ts'
import { type ReadMessage, readMessage } from '../message/parse-message.ts'
import { deliver } from '../transport/deliver.ts'
import { resolveTarget } from '../transport/resolve-target.ts'
import type { SipTransport, TransportReceiver } from '../transport/sip-transport.ts'
import type { TransportKind, TransportPeer } from '../transport/transport.ts'
import { transports } from '../transport/transports.ts'
import type { ListenPoint } from '../user-agent.ts'
import type { SimClock } from './sim-clock.ts'

export interface Packet {
  readonly message: SipMessage
  readonly from: string
  readonly to: string
  readonly transport: TransportKind
  readonly atMs: number
  readonly isLost: boolean
}

const ON_TIME = [0]

/** What sockets carry too. */
const carried: readonly TransportKind[] = ['udp', 'tcp']

/** A network in memory: latency, loss of what the test chooses, and names of its own. Every packet is kept for looking at. */
export class SimNetwork {
  readonly packets: Packet[] = []
  /** Whether a packet is lost; it is the `count`th of all, from 1. */
  lose: (message: SipMessage, count: number) => boolean = () => false
  latencyMs = 10
  /** How late each copy of a packet comes, on top of that: more than one is a doubled packet, unlike ones overtake each other. */
  copies: () => readonly number[] = () => ON_TIME
  /** Whether somebody who is reached by datagrams lets others connect too; `silent`: nobody hears that it leads nowhere, `broken`: what is sent arrives, and a second later the connection breaks. */
  connects: (address: string) => 'taken' | 'refused' | 'silent' | 'broken' = () => 'taken'
  /** Addresses by name. There is no other name server: a name that is not here does not resolve. */
  readonly names = new Map<string, string>()
  readonly #clock: SimClock
  readonly #receivers = new Map<string, TransportReceiver>()
  /** Who has heard from whom, where there are connections. */
  readonly #connected = new Set<string>()
  readonly #kind: TransportKind

  constructor(clock: SimClock, kind: TransportKind = 'udp') {
    this.#clock = clock
    this.#kind = kind
  }

  /** What was sent, as `INVITE`, `200 INVITE` ..., lost ones in brackets. */
  get log(): string[] {
    return this.packets.map(({ message, isLost }) => {
      const text =
        message.kind === 'request' ? message.method : `${message.status} ${essentialsOf(message).cseq.method}`
      return isLost ? `(${text})` : text
    })
  }

  transport(address: string): SipTransport {
    const self: TransportPeer = { transport: this.#kind, address, port: 5060 }
    const point: ListenPoint = { transport: this.#kind, host: address, port: 5060 }
    return {
      start: (receiver) => {
        this.#receivers.set(address, receiver)
        return Promise.resolve([point])
      },
      send: (bytes, peer, onError) => {
        if (peer.transport === this.#kind) return this.#carry(bytes, self, peer.address)
        this.#connect(peer, onError, () => this.#carry(bytes, { ...self, transport: peer.transport }, peer.address))
      },
      locate: (uri) =>
        resolveTarget(uri, {
          fallback: this.#kind,
          canSend: (kind) => kind === this.#kind || carried.includes(kind),
          addressOf: (name) => this.#addressOf(name),
        }),
      isConnected: (flow) =>
        transports[flow.transport].isConnection && this.#connected.has(`${address} ${flow.address}`),
      earned: () => {},
      localPoint: () => point,
      localAddressFor: () => Promise.resolve(address),
      close: () => Promise.resolve(),
    }
  }

  #connect(peer: TransportPeer, onError: ((error: Error) => void) | undefined, then: () => void): void {
    const how = this.connects(peer.address)
    if (how === 'taken' || how === 'broken') then()
    if (how === 'taken') return
    const afterMs = { refused: this.latencyMs, silent: peer.connectWithinMs ?? 5_000, broken: 1_000 }[how]
    this.#clock.after(afterMs, () => onError?.(new Error(`connection ${how}`)))
  }

  #addressOf(name: string): Promise<string> {
    const address = this.names.get(name)
    return address === undefined ? Promise.reject(new Error(`no address for ${name}`)) : Promise.resolve(address)
  }

  /** Nobody is at that address, until somebody starts there. */
  unplug(address: string): void {
    this.#receivers.delete(address)
    for (const ends of this.#connected) if (ends.split(' ').includes(address)) this.#connected.delete(ends)
  }

  /** As if `bytes` came from somewhere. */
  inject(bytes: Uint8Array, from: TransportPeer, to: string): void {
    this.#carry(bytes, from, to)
  }

  #carry(bytes: Uint8Array, from: TransportPeer, to: string): void {
    let read: ReadMessage
    try {
      read = readMessage(bytes)
    } catch (error) {
      if (!(error instanceof RemoteProtocolError)) throw error
      this.#receivers.get(to)?.onMalformed({ error, source: from, answer: false })
      return
    }
    const { message } = read
    const isLost = this.lose(message, this.packets.length + 1)
    this.packets.push({ message, from: from.address, to, transport: from.transport, atMs: this.#clock.now(), isLost })
    if (isLost) return
    for (const lateMs of this.copies()) {
      this.#clock.after(this.latencyMs + lateMs, () => {
        this.#deliver(read, from, to)
      })
    }
  }

  #deliver(read: ReadMessage, source: TransportPeer, to: string): void {
    const receiver = this.#receivers.get(to)
    if (receiver) this.#connected.add(`${to} ${source.address}`)
    if (receiver) deliver(read, { source, receiver, noteMalformed: () => true })
  }
}
