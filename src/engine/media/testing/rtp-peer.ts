import { createSocket } from 'node:dgram'
import { decodeG711, encodeG711, type G711Law } from '../codec/g711.ts'
import type { MediaStream, StreamParameters } from '../media-engine.ts'
import { parseRtp, type RtpPacket, serializeRtp } from '../wire/rtp-packet.ts'
import { serializeTelephoneEvent } from '../wire/telephone-event.ts'
import { concat } from './tone-level.ts'

const EVENT_TYPE = 101

/** A phone's media on 127.0.0.1: keeps what it hears, says what it is told. */
export class RtpPeer {
  readonly heard: RtpPacket[] = []
  readonly #socket = createSocket('udp4')
  readonly #codec: G711Law
  readonly #eventType: number
  readonly #ssrc: number
  #target: MediaStream | undefined
  #sequence: number
  #timestamp = 5000

  private constructor(codec: G711Law, eventType: number) {
    this.#codec = codec
    this.#eventType = eventType
    this.#ssrc = codec === 'PCMU' ? 0x11111111 : 0x22222222
    this.#sequence = codec === 'PCMU' ? 65_500 : 100
    this.#socket.on('message', (datagram) => {
      const packet = parseRtp(datagram)
      if (packet !== undefined) this.heard.push(packet)
    })
  }

  static async open(codec: G711Law, eventType: number = EVENT_TYPE): Promise<RtpPeer> {
    const peer = new RtpPeer(codec, eventType)
    await new Promise<void>((resolve) => peer.#socket.bind(0, '127.0.0.1', resolve))
    return peer
  }

  get port(): number {
    return this.#socket.address().port
  }

  /** Makes this phone talk to `stream`. */
  aim(stream: MediaStream): void {
    this.#target = stream
  }

  /** Makes `stream` talk to this phone, and this phone to it. */
  connect(stream: MediaStream, changes: Partial<StreamParameters> = {}): void {
    this.aim(stream)
    stream.configure({
      remoteAddress: '127.0.0.1',
      remotePort: this.port,
      codec: this.#codec,
      payloadType: this.#codec === 'PCMU' ? 0 : 8,
      telephoneEventPayloadType: this.#eventType,
      direction: 'sendrecv',
      ptimeMs: 20,
      ...changes,
    })
  }

  sendRaw(datagram: Uint8Array, port = this.#target?.localPort ?? 0): void {
    this.#socket.send(datagram, port, '127.0.0.1')
  }

  /** Says `samples` in real time, 20 ms a packet. */
  async say(samples: Int16Array, packetSamples = 160): Promise<void> {
    const startMs = performance.now()
    for (let from = 0; from + packetSamples <= samples.length; from += packetSamples) {
      await until(startMs + from / 8)
      const payload = encodeG711(this.#codec, samples.subarray(from, from + packetSamples))
      this.#send(this.#codec === 'PCMU' ? 0 : 8, payload, from === 0)
      this.#timestamp += packetSamples
    }
  }

  /** One key: four packets and the end three times, as phones do. */
  async press(key: string): Promise<void> {
    for (let i = 1; i <= 7; i++) {
      const event = { key, isEnd: i > 4, duration: Math.min(i, 5) * 160 }
      this.#send(this.#eventType, serializeTelephoneEvent(event), i === 1)
      await until(performance.now() + 5)
    }
    this.#timestamp += 1600
  }

  audio(): Int16Array {
    return concat(
      this.heard
        .filter((packet) => packet.payloadType !== this.#eventType)
        .map((packet) => decodeG711(packet.payloadType === 0 ? 'PCMU' : 'PCMA', packet.payload)),
    )
  }

  close(): void {
    this.#socket.close()
  }

  #send(payloadType: number, payload: Uint8Array, marker: boolean): void {
    const packet = {
      marker,
      payloadType,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      ssrc: this.#ssrc,
      payload,
    }
    this.#sequence = (this.#sequence + 1) & 0xffff
    this.sendRaw(serializeRtp(packet))
  }
}

function until(atMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())))
}
