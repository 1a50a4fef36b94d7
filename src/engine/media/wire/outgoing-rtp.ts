import { codecs } from '../codec/codecs.ts'
import { transcodeG711 } from '../codec/g711.ts'
import type { AudioCodec, StreamParameters } from '../media-engine.ts'
import { serializeSenderReport } from './rtcp-packet.ts'
import { serializeRtp } from './rtp-packet.ts'
import { type OutgoingHeader, SendTimeline } from './send-timeline.ts'
import type { SourceAddress } from './source-latch.ts'
import { serializeTelephoneEvent, type TelephoneEvent } from './telephone-event.ts'
import type { RelayedPacket } from '../worker-messages.ts'

const STEP_SAMPLES = 160
const DIGIT_SAMPLES = 8 * STEP_SAMPLES // 100 ms of key, 60 ms of gap
/** Nothing sent this long, no report (RFC 3550 §6.4: an SR is for senders). */
const REPORT_AFTER_MS = 5000

type AudioPacket = RelayedPacket & { readonly content: AudioCodec }

export interface OutgoingRtpOptions {
  readonly start: { readonly ssrc: number; readonly sequence: number; readonly timestamp: number }
  /** Asked for each packet; `undefined` = nobody to send to. */
  destination(): SourceAddress | undefined
  /** Where reports go. */
  reportTo(): SourceAddress | undefined
  send(datagram: Uint8Array, port: number, address: string): void
  sendRtcp(datagram: Uint8Array, port: number, address: string): void
}

/** Makes the packets of one outgoing SSRC, whatever the audio's origin, and knows what an SR has to say. */
export class OutgoingRtp {
  readonly #options: OutgoingRtpOptions
  readonly #timeline: SendTimeline
  #packets = 0
  #octets = 0
  #last = { timestamp: 0, atMs: 0 }
  #keyTimestamp = 0
  #relayedEvent: { readonly from: number; readonly to: number } | undefined

  constructor(options: OutgoingRtpOptions) {
    this.#options = options
    this.#timeline = new SendTimeline(options.start)
  }

  /** Our own audio. */
  audio(frame: Int16Array, parameters: StreamParameters, nowMs: number): void {
    const header = this.#timeline.own(frame.length, nowMs)
    this.#send(header, parameters.payloadType, codecs[parameters.codec].encode(frame), nowMs)
  }

  /** One step of a key of ours, `copies` times. */
  key(event: TelephoneEvent, copies: number, payloadType: number, nowMs: number): void {
    const payload = serializeTelephoneEvent(event)
    if (event.duration === STEP_SAMPLES) {
      const header = this.#timeline.own(DIGIT_SAMPLES, nowMs)
      this.#keyTimestamp = header.timestamp
      this.#send({ ...header, marker: true }, payloadType, payload, nowMs)
      return
    }
    for (let i = 0; i < copies; i++) {
      this.#send(this.#timeline.repeat(this.#keyTimestamp), payloadType, payload, nowMs)
    }
  }

  /** A partner's audio packet, payload untouched unless the law differs. */
  relayAudio(packet: AudioPacket, parameters: StreamParameters, nowMs: number): void {
    const header = this.#timeline.relay(packet, packet.payload.length, nowMs)
    if (header === undefined) return
    const payload = transcodeG711(packet.content, parameters.codec, packet.payload)
    this.#send(header, parameters.payloadType, payload, nowMs)
  }

  /** A partner's event packet among its relayed audio. */
  relayEvent(packet: RelayedPacket, payloadType: number, nowMs: number): void {
    const header = this.#timeline.relay(packet, 0, nowMs)
    if (header !== undefined) this.#send(header, payloadType, packet.payload, nowMs)
  }

  /** A partner's event packet among audio cut anew, to which its timestamps mean nothing: one of ours per event. */
  restampEvent(packet: RelayedPacket, payloadType: number, nowMs: number): void {
    if (this.#relayedEvent?.from === packet.timestamp) {
      this.#send(this.#timeline.repeat(this.#relayedEvent.to), payloadType, packet.payload, nowMs)
      return
    }
    const header = this.#timeline.own(0, nowMs)
    this.#relayedEvent = { from: packet.timestamp, to: header.timestamp }
    this.#send({ ...header, marker: packet.marker }, payloadType, packet.payload, nowMs)
  }

  /** SR, while we are sending. */
  report(nowMs: number, wallClockMs: number): void {
    const destination = this.#options.reportTo()
    if (destination === undefined) return
    if (this.#packets === 0 || nowMs - this.#last.atMs > REPORT_AFTER_MS) return
    const report = serializeSenderReport({
      ssrc: this.#timeline.ssrc,
      wallClockMs,
      timestamp: (this.#last.timestamp + Math.round((nowMs - this.#last.atMs) * 8)) >>> 0,
      packetsSent: this.#packets,
      octetsSent: this.#octets,
    })
    this.#options.sendRtcp(report, destination.port, destination.address)
  }

  #send(header: OutgoingHeader, payloadType: number, payload: Uint8Array, nowMs: number): void {
    const destination = this.#options.destination()
    if (destination === undefined) return
    const datagram = serializeRtp({ ...header, payloadType, ssrc: this.#timeline.ssrc, payload })
    this.#options.send(datagram, destination.port, destination.address)
    this.#packets++
    this.#octets += payload.length
    this.#last = { timestamp: header.timestamp, atMs: nowMs }
  }
}
