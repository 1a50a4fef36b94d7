import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mutatePacket, oneOf } from '../../testing/mutate.ts'
import { resigned } from '../../media/testing/stun-packet.ts'

const REMEMBERED = 64
/** As many as fit into the far socket while it sleeps. */
const BURST = 48

export interface MeddlerOptions {
  readonly random: () => number
  /** Damaged packets it sends altogether. */
  readonly messages: number
}

/**
 * Stands between a browser and the engine, on 127.0.0.1. What the browser sends goes on, most of the time, and with it copies that are damaged, of it and of
 * what went before: STUN, DTLS and encrypted RTP as they are in that moment. Half of the damaged STUN is signed with the right password.
 */
export class Meddler {
  /** Of the engine's, what was none of STUN, DTLS, RTP and RTCP (RFC 7983). */
  readonly foreign: Buffer[] = []
  /** Damaged ones that left, by the first byte of what they were. */
  readonly sent = { stun: 0, dtls: 0, rtp: 0 }
  readonly #options: MeddlerOptions
  readonly #toBrowser: Socket
  readonly #toEngine: Socket
  readonly #latest: Buffer[] = []
  #enginePort = 0
  #enginePassword = ''
  #browserPort = 0

  private constructor(options: MeddlerOptions, toBrowser: Socket, toEngine: Socket) {
    this.#options = options
    this.#toBrowser = toBrowser
    this.#toEngine = toEngine
    toBrowser.on('message', (packet) => this.#onward(packet))
    toEngine.on('message', (packet) => {
      if (!isOfBrowsers(packet)) this.foreign.push(packet)
      toBrowser.send(packet, this.#browserPort, '127.0.0.1')
    })
  }

  static async open(options: MeddlerOptions): Promise<Meddler> {
    const sockets = [createSocket('udp4'), createSocket('udp4')] as const
    for (const socket of sockets) {
      socket.bind(0, '127.0.0.1')
      await once(socket, 'listening')
    }
    return new Meddler(options, ...sockets)
  }

  /** The browser's description as the engine is to see it. */
  ofBrowser(sdp: string): string {
    return sdp.replace(/^(a=candidate:\S+ 1 UDP \d+ )(\S+) (\d+)/gim, (_, head: string, __, port: string) => {
      this.#browserPort = Number(port)
      return `${head}127.0.0.1 ${this.#toEngine.address().port}`
    })
  }

  /** The engine's as the browser is to see it. */
  ofEngine(sdp: string): string {
    this.#enginePassword = /^a=ice-pwd:(\S+)/m.exec(sdp)?.[1] ?? ''
    return sdp.replace(/^(a=candidate:\S+ 1 UDP \d+ )(\S+) (\d+)/gim, (_, head: string, __, port: string) => {
      this.#enginePort = Number(port)
      return `${head}127.0.0.1 ${this.#toBrowser.address().port}`
    })
  }

  /** Resolves once so many damaged packets have left. */
  async meddle(): Promise<void> {
    const { random, messages } = this.#options
    for (let left = messages; left > 0; ) {
      await new Promise((soon) => setTimeout(soon, 1))
      if (this.#latest.length === 0) continue
      for (let now = Math.min(left, BURST); now > 0; now--, left--) {
        const packet = oneOf(this.#latest as unknown as [Buffer], random)
        await this.#send(this.#hurt(packet))
      }
    }
  }

  close(): void {
    this.#toBrowser.close()
    this.#toEngine.close()
  }

  /** One in ten is lost. */
  #onward(packet: Buffer): void {
    this.#latest.push(packet)
    if (this.#latest.length > REMEMBERED) this.#latest.splice(0, REMEMBERED / 2)
    if (this.#options.random() > 0.1) void this.#send(packet)
  }

  #hurt(packet: Buffer): Buffer {
    const { random } = this.#options
    const kind = kindOf(packet)
    this.sent[kind]++
    const hurt = mutatePacket(packet, random)
    return kind === 'stun' && random() < 0.5 ? resigned(hurt, this.#enginePassword) : hurt
  }

  #send(packet: Buffer): Promise<void> {
    return new Promise((left) => this.#toEngine.send(packet, this.#enginePort, '127.0.0.1', () => left()))
  }
}

function kindOf(packet: Buffer): 'stun' | 'dtls' | 'rtp' {
  const first = packet[0] ?? 0
  return first < 4 ? 'stun' : first < 64 ? 'dtls' : 'rtp'
}

function isOfBrowsers(packet: Buffer): boolean {
  const first = packet[0] ?? 255
  if (first < 4) return packet.length >= 20 && packet.readUInt32BE(4) === 0x2112a442
  return (first >= 20 && first < 64) || (first >= 128 && first < 192)
}
