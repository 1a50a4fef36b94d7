import { type AudioEncoder, codecs } from '../codec/codecs.ts'
import { Transcoder } from '../codec/transcoder.ts'
import type { AudioCodec, StreamParameters, StreamQuality } from '../media-engine.ts'
import { type ReportBlock, reportTime, type SenderInfo, serializeReport } from './rtcp-packet.ts'
import { serializeRtp } from './rtp-packet.ts'
import { SentReports } from './sent-reports.ts'
import { type OutgoingHeader, SendTimeline } from './send-timeline.ts'
import type { SourceAddress } from './source-latch.ts'
import { serializeTelephoneEvent, type TelephoneEvent, withDurationTimes } from './telephone-event.ts'
import type { RelayedPacket } from '../worker-messages.ts'

const TICK_RATE_HZ = 8_000
const STEP_SAMPLES = 160
const DIGIT_SAMPLES = 8 * STEP_SAMPLES // 100 ms of key, 60 ms of gap
/** Nothing sent this long, no SR (RFC 3550 §6.4: it is for senders). */
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

/** Makes the packets of one outgoing SSRC, whatever the audio's origin, and knows what an SR has to say. Timestamps and durations come in at 8 kHz. */
export class OutgoingRtp {
  readonly #options: OutgoingRtpOptions
  readonly #timeline: SendTimeline
  #codec: { readonly name: AudioCodec; readonly encoder: AudioEncoder; readonly transcoder: Transcoder } | undefined
  /** How much faster than 8 kHz the far end counts the timestamps of audio, and the durations of events. */
  #clockFactor = 1
  #eventFactor = 1
  readonly #reports = new SentReports()
  #packets = 0
  #octets = 0
  #last = { timestamp: 0, atMs: 0 }
  #keyTimestamp = 0
  #relayedEvent: { readonly from: number; readonly to: number } | undefined

  constructor(options: OutgoingRtpOptions) {
    this.#options = options
    this.#timeline = new SendTimeline(options.start)
  }

  configure({ codec: name, telephoneEventClockRate = TICK_RATE_HZ }: StreamParameters): void {
    this.#eventFactor = telephoneEventClockRate / TICK_RATE_HZ
    if (this.#codec?.name === name) return
    const encoder = codecs[name].encoder()
    this.#codec = { name, encoder, transcoder: new Transcoder(name, encoder) }
    this.#clockFactor = codecs[name].clockRate / TICK_RATE_HZ
  }

  /** Our own audio, at 8 kHz. */
  audio(frame: Int16Array, parameters: StreamParameters, nowMs: number): void {
    if (this.#codec === undefined) return
    const header = this.#timeline.own(frame.length, nowMs)
    this.#send(header, parameters.payloadType, this.#codec.encoder.encode(frame, TICK_RATE_HZ), nowMs)
  }

  /** One step of a key of ours, `copies` times. */
  key(event: TelephoneEvent, copies: number, payloadType: number, nowMs: number): void {
    const duration = Math.min(0xffff, event.duration * this.#eventFactor)
    const payload = serializeTelephoneEvent({ ...event, duration })
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

  /** A partner's audio packet, payload untouched unless the codec differs. */
  relayAudio(packet: AudioPacket, parameters: StreamParameters, nowMs: number): void {
    const payload = this.#codec?.transcoder.transcode(packet, packet.payload)
    if (payload === undefined || payload.length === 0) return
    const header = this.#timeline.relay(packet, codecs[packet.content].ticksOf(packet.payload), nowMs)
    if (header !== undefined) this.#send(header, parameters.payloadType, payload, nowMs)
  }

  /** A partner's packet that does not go on: what follows is numbered as if it had never been, or it would be a loss. */
  leaveOut(packet: RelayedPacket): void {
    this.#timeline.leaveOut(packet)
  }

  /** A partner's event packet among its relayed audio. */
  relayEvent(packet: RelayedPacket, payloadType: number, nowMs: number): void {
    const header = this.#timeline.relay(packet, 0, nowMs)
    if (header !== undefined) this.#send(header, payloadType, this.#eventOf(packet), nowMs)
  }

  /** A partner's event packet among audio cut anew, to which its timestamps mean nothing: one of ours per event. */
  restampEvent(packet: RelayedPacket, payloadType: number, nowMs: number): void {
    if (this.#relayedEvent?.from === packet.timestamp) {
      this.#send(this.#timeline.repeat(this.#relayedEvent.to), payloadType, this.#eventOf(packet), nowMs)
      return
    }
    const header = this.#timeline.own(0, nowMs)
    this.#relayedEvent = { from: packet.timestamp, to: header.timestamp }
    this.#send({ ...header, marker: packet.marker }, payloadType, this.#eventOf(packet), nowMs)
  }

  /** SR while we are sending, RR while we only listen; `heard` is what we say of the far end's packets. */
  report(heard: ReportBlock | undefined, nowMs: number, wallClockMs: number): void {
    const destination = this.#options.reportTo()
    if (destination === undefined) return
    const isSender = this.#packets > 0 && nowMs - this.#last.atMs <= REPORT_AFTER_MS
    if (!isSender && heard === undefined) return
    const sender = isSender ? this.#senderInfo(nowMs, wallClockMs) : undefined
    if (isSender) this.#reports.sent(reportTime(wallClockMs), nowMs)
    this.#options.sendRtcp(serializeReport(this.#timeline.ssrc, sender, heard), destination.port, destination.address)
  }

  /** What the far end says of a source; others than ours are none of our business. */
  heardBack(block: ReportBlock, nowMs: number): void {
    if (block.ssrc === this.#timeline.ssrc) this.#reports.heardBack(block, this.#stampRateHz, nowMs)
  }

  get figures(): Pick<StreamQuality, 'sent' | 'farEnd' | 'roundTripMs'> {
    return { sent: this.#packets, ...this.#reports.figures }
  }

  get #stampRateHz(): number {
    return TICK_RATE_HZ * this.#clockFactor
  }

  #senderInfo(nowMs: number, wallClockMs: number): SenderInfo {
    return {
      wallClockMs,
      timestamp: this.#stamp(this.#last.timestamp + Math.round((nowMs - this.#last.atMs) * 8)),
      packetsSent: this.#packets,
      octetsSent: this.#octets,
    }
  }

  #eventOf({ payload }: RelayedPacket): Uint8Array {
    return this.#eventFactor === 1 ? payload : withDurationTimes(payload, this.#eventFactor)
  }

  /** Counting on at 8 kHz and multiplying come round together. */
  #stamp(ticks: number): number {
    return Math.imul(ticks, this.#clockFactor) >>> 0
  }

  #send(header: OutgoingHeader, payloadType: number, payload: Uint8Array, nowMs: number): void {
    const destination = this.#options.destination()
    if (destination === undefined) return
    const timestamp = this.#stamp(header.timestamp)
    const datagram = serializeRtp({ ...header, timestamp, payloadType, ssrc: this.#timeline.ssrc, payload })
    this.#options.send(datagram, destination.port, destination.address)
    this.#packets++
    this.#octets += payload.length
    this.#last = { timestamp: header.timestamp, atMs: nowMs }
  }
}
