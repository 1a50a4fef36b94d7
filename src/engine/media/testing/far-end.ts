import { codecs } from '../codec/codecs.ts'
import type { StreamParameters } from '../media-engine.ts'
import { oneOf } from '../../testing/mutate.ts'
import { serializeReport } from '../wire/rtcp-packet.ts'
import { serializeRtp } from '../wire/rtp-packet.ts'
import { serializeTelephoneEvent } from '../wire/telephone-event.ts'
import { bindingRequest } from './stun-packet.ts'
import { sine } from './tone-level.ts'

/** The SSRC of the stream that hears it: reports are about that one. */
export interface FarEndOptions {
  readonly parameters: StreamParameters
  readonly listener: number
  readonly random: () => number
}

/** One that says what phones and browsers say to the port of a call: audio with and without what RFC 3550 allows around it, keys, compounds of RTCP, and at times STUN and DTLS, which have no business there. */
export class FarEnd {
  readonly #options: FarEndOptions
  readonly #voice: readonly Uint8Array[]
  readonly #ticks: number
  #sequence: number
  #timestamp: number
  #ssrc: number
  #said = 0

  constructor(options: FarEndOptions) {
    const { parameters, random } = options
    this.#options = options
    const codec = codecs[parameters.codec]
    const encoder = codec.encoder()
    const voice = sine(500, 8 * 160)
    this.#voice = Array.from({ length: 8 }, (_, i) => encoder.encode(voice.subarray(i * 160, (i + 1) * 160), 8_000))
    this.#ticks = (20 * codec.clockRate) / 1_000
    this.#sequence = Math.floor(random() * 65_536)
    this.#timestamp = Math.floor(random() * 2 ** 32)
    this.#ssrc = Math.floor(random() * 2 ** 32)
  }

  /** What comes next; 20 ms of audio mostly. */
  next(): Buffer {
    const kind = this.#options.random()
    if (kind < 0.6) return this.audio()
    if (kind < 0.72) return this.#key()
    if (kind < 0.9) return this.#rtcp()
    return kind < 0.95 ? this.#stun() : this.#dtls()
  }

  audio(): Buffer {
    const { payloadType } = this.#options.parameters
    const payload = this.#voice[this.#said++ % this.#voice.length] ?? new Uint8Array(0)
    const packet = this.#rtp(payloadType, payload, false)
    this.#timestamp = (this.#timestamp + this.#ticks) >>> 0
    return this.#dressed(packet)
  }

  #key(): Buffer {
    const { random, parameters } = this.#options
    const key = oneOf(['1', '5', '#', 'D'], random)
    const event = { key, isEnd: random() < 0.4, duration: Math.floor(random() * 2_000) }
    return this.#rtp(parameters.telephoneEventPayloadType ?? 101, serializeTelephoneEvent(event), random() < 0.3)
  }

  #rtp(payloadType: number, payload: Uint8Array, marker: boolean): Buffer {
    const { random } = this.#options
    if (random() < 0.005) this.#ssrc = Math.floor(random() * 2 ** 32)
    this.#sequence = (this.#sequence + 1) & 0xffff
    const header = { marker, sequence: this.#sequence, timestamp: this.#timestamp, ssrc: this.#ssrc }
    return Buffer.from(serializeRtp({ ...header, payloadType, payload }))
  }

  /** With contributing sources, an extension and padding, each at times (RFC 3550 §5.1, §5.3.1). */
  #dressed(packet: Buffer): Buffer {
    const { random } = this.#options
    if (random() < 0.8) return packet
    const [sources, words, padding] = [0, 1, 2].map(() => Math.floor(random() * 4)) as [number, number, number]
    const head = Buffer.from(packet.subarray(0, 12))
    head[0] = 0x80 | sources | (words > 0 ? 0x10 : 0) | (padding > 0 ? 0x20 : 0)
    const extension = Buffer.alloc(words > 0 ? 4 + 4 * words : 0, 0xbe)
    if (words > 0) extension.writeUInt16BE(words, 2)
    const filler = Buffer.alloc(4 * padding, 4 * padding)
    return Buffer.concat([head, Buffer.alloc(4 * sources, 7), extension, packet.subarray(12), filler])
  }

  /** SR or RR with a block about the listener, then SDES, and at times BYE, APP, feedback (RFC 4585) or extended reports (RFC 3611). */
  #rtcp(): Buffer {
    const { random, listener } = this.#options
    const many = () => Math.floor(random() * 2 ** 32)
    const block = {
      ssrc: random() < 0.8 ? listener : many(),
      fractionLost: many() & 0xff,
      lost: (many() << 8) >> 8,
      highestSequence: many(),
      jitter: many(),
      lastReport: many(),
      sinceLastReport: many(),
    }
    const sender = { wallClockMs: many(), timestamp: this.#timestamp, packetsSent: many(), octetsSent: many() }
    const report = serializeReport(this.#ssrc, random() < 0.7 ? sender : undefined, random() < 0.8 ? block : undefined)
    return Buffer.concat([report, ...(random() < 0.3 ? [oneOf(moreRtcp, random)] : [])])
  }

  #stun(): Buffer {
    const { random } = this.#options
    const transaction = Buffer.from(Array.from({ length: 12 }, () => random() * 256))
    return bindingRequest(transaction, [{ type: 0x0006, value: Buffer.from('ours:theirs') }], 'a password of theirs')
  }

  #dtls(): Buffer {
    return oneOf(dtlsRecords, this.#options.random)
  }
}

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

const moreRtcp: readonly [Buffer, ...Buffer[]] = [
  hex('81cb0003 00000007 04 676f6e65 000000'), // BYE with a reason
  hex('80cc0003 00000007 74657374 00000001'), // APP
  hex('81cd0003 00000007 00000008 00010000'), // generic NACK
  hex('81ce0002 00000007 00000008'), // PLI
  hex('80cf0005 00000007 04000002 00000000 00000000 00000000'), // XR: receiver reference time
]

/** Records of DTLS 1.2 (RFC 6347 §4.1): the beginning of a ClientHello, a change of cipher, an alert, and data. */
const dtlsRecords: readonly [Buffer, ...Buffer[]] = [
  hex(`16 feff 0000 000000000000 0036 01 00002a 0000 000000 00002a fefd ${'5a'.repeat(32)} 00 00 0002 c02b 01 00`),
  hex('14 fefd 0000 000000000001 0001 01'),
  hex('15 fefd 0000 000000000002 0002 02 28'),
  hex(`17 fefd 0001 000000000003 0020 ${'a5'.repeat(32)}`),
]
