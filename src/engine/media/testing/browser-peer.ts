import { Audio, PeerConnection, type Track } from 'node-datachannel'
import { decodeG711, encodeG711 } from '../codec/g711.ts'
import { looksLikeRtcp } from '../wire/rtcp-packet.ts'
import { parseRtp, type RtpPacket, serializeRtp } from '../wire/rtp-packet.ts'
import { serializeTelephoneEvent } from '../wire/telephone-event.ts'
import { concat } from './tone-level.ts'

const EVENT_TYPE = 126
const OPUS_TYPE = 111

/** A browser's media on 127.0.0.1, of a library that browsers talk to: descriptions as it writes and reads them, RTP that it encrypts. */
export class BrowserPeer {
  readonly heard: RtpPacket[] = []
  readonly rtcp: Uint8Array[] = []
  readonly #codec: 'PCMU' | 'OPUS'
  #connection: PeerConnection
  #track: Track | undefined
  #isOpen = false
  #sequence = 65_500
  #timestamp = 5_000
  readonly #ssrc = 0x33333333

  /** `codec`: what it offers and speaks. */
  constructor(codec: 'PCMU' | 'OPUS' = 'PCMU') {
    this.#codec = codec
    this.#connection = connection()
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  get state(): string {
    return this.#connection.state()
  }

  /** Its offer, with all candidates. */
  async offer(): Promise<string> {
    this.#addTrack()
    this.#connection.setLocalDescription('offer')
    return this.#gathered()
  }

  accept(answer: string): void {
    this.#connection.setRemoteDescription(answer, 'answer')
  }

  async answer(offer: string): Promise<string> {
    this.#connection.setRemoteDescription(offer, 'offer')
    this.#addTrack()
    this.#connection.setLocalDescription('answer')
    return this.#gathered()
  }

  /** As after an ICE restart: another name and password, and another certificate. */
  restart(): void {
    this.#connection.close()
    this.#connection = connection()
    this.#isOpen = false
  }

  async opened(): Promise<void> {
    const untilMs = performance.now() + 10_000
    while (!this.#isOpen && performance.now() < untilMs) await wait(5)
    if (!this.#isOpen) throw new Error(`the browser is ${this.#connection.state()} after 10 s`)
  }

  /** Says `samples` in real time, 20 ms a packet. */
  async say(samples: Int16Array): Promise<void> {
    const startMs = performance.now()
    for (let from = 0; from + 160 <= samples.length; from += 160) {
      await wait(startMs + from / 8 - performance.now())
      this.#send(0, encodeG711('PCMU', samples.subarray(from, from + 160)), from === 0)
      this.#timestamp += 160
    }
  }

  /** One packet of its codec, of so many ticks of that codec's clock. */
  sendAudio(payload: Uint8Array, ticks: number): void {
    this.#send(this.#codec === 'OPUS' ? OPUS_TYPE : 0, payload, false)
    this.#timestamp = (this.#timestamp + ticks) >>> 0
  }

  async press(key: string): Promise<void> {
    for (let i = 1; i <= 7; i++) {
      this.#send(EVENT_TYPE, serializeTelephoneEvent({ key, isEnd: i > 4, duration: Math.min(i, 5) * 160 }), i === 1)
      await wait(5)
    }
    this.#timestamp += 1600
  }

  sendRaw(packet: Uint8Array): void {
    this.#track?.sendMessageBinary(Buffer.from(packet))
  }

  audio(): Int16Array {
    return concat(
      this.heard.filter(({ payloadType }) => payloadType === 0).map(({ payload }) => decodeG711('PCMU', payload)),
    )
  }

  close(): void {
    this.#track?.close()
    this.#connection.close()
  }

  #addTrack(): void {
    const audio = new Audio('0', 'SendRecv')
    if (this.#codec === 'OPUS') audio.addOpusCodec(OPUS_TYPE)
    else audio.addAudioCodec(0, 'PCMU')
    audio.addAudioCodec(EVENT_TYPE, 'telephone-event/8000')
    audio.addSSRC(this.#ssrc, 'browser', 'browser', 'audio')
    const track = this.#connection.addTrack(audio)
    this.#track = track
    track.onOpen(() => {
      this.#isOpen = true
    })
    track.onMessage((message) => {
      if (typeof message === 'string') return
      const datagram = new Uint8Array(message)
      if (looksLikeRtcp(datagram)) {
        this.rtcp.push(datagram)
        return
      }
      const packet = parseRtp(datagram)
      if (packet !== undefined) this.heard.push(packet)
    })
  }

  async #gathered(): Promise<string> {
    const untilMs = performance.now() + 5_000
    while (this.#connection.gatheringState() !== 'complete' && performance.now() < untilMs) await wait(5)
    return this.#connection.localDescription()?.sdp ?? ''
  }

  #send(payloadType: number, payload: Uint8Array, marker: boolean): void {
    const rtp = { marker, payloadType, sequence: this.#sequence, timestamp: this.#timestamp, ssrc: this.#ssrc, payload }
    this.#sequence = (this.#sequence + 1) & 0xffff
    this.sendRaw(serializeRtp(rtp))
  }
}

function connection(): PeerConnection {
  return new PeerConnection('browser', {
    iceServers: [],
    bindAddress: '127.0.0.1',
    disableAutoNegotiation: true,
    forceMediaTransport: true,
  })
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
}
