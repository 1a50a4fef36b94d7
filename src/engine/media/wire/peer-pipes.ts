import { KeyedDatagrams, type StreamKey } from './keyed-datagrams.ts'
import type { PacketPipe, PipePair } from './packet-pipe.ts'

/** What stands for the browser in a pipe that leads to one: who it is its keys have proven, where it is ICE has found. */
export const BROWSER = { address: '127.0.0.1', port: 1 } as const

/** Of one media worker: pipes to browsers, through the process that has their ICE and DTLS-SRTP. RTP and RTCP go one way (RFC 5761). */
export class PeerPipes {
  readonly #listeners = new Map<StreamKey, (datagram: Uint8Array) => void>()
  #datagrams: Promise<KeyedDatagrams> | undefined

  /** `toPort`: of that process. Rejects with the system's error. */
  async open(key: StreamKey, localPort: number, toPort: number): Promise<PipePair> {
    this.#datagrams ??= this.#listen()
    const datagrams = await this.#datagrams
    const bytes = Buffer.from(key, 'hex')
    const pipe: PacketPipe = {
      localPort,
      send: (datagram) => datagrams.send(bytes, datagram, toPort),
      onPacket: (listener) => this.#listeners.set(key, (datagram) => listener(datagram, BROWSER.address, BROWSER.port)),
      close: () => this.#listeners.delete(key),
    }
    return {
      rtp: pipe,
      // What comes of it comes among RTP.
      rtcp: { ...pipe, onPacket: () => undefined },
      sayWhere: () => datagrams.send(bytes, NOTHING, toPort),
      close: () => pipe.close(),
    }
  }

  close(): void {
    void this.#datagrams?.then((datagrams) => datagrams.close())
  }

  async #listen(): Promise<KeyedDatagrams> {
    const datagrams = await KeyedDatagrams.open()
    datagrams.onPacket((key, packet) => this.#listeners.get(key)?.(packet))
    return datagrams
  }
}

const NOTHING = new Uint8Array(0)
