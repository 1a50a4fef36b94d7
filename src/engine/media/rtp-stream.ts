import { codecOfStaticType, codecs, packetTicks } from './codec/codecs.ts'
import type { AudioCodec, StreamParameters, StreamQuality } from './media-engine.ts'
import { mix } from './graph/mix.ts'
import { OutgoingRtp } from './wire/outgoing-rtp.ts'
import { InbandKeys } from './graph/inband-keys.ts'
import type { Playlist } from './graph/playlist.ts'
import { type AudioPacket, Playout } from './graph/playout.ts'
import { RtcpLatch } from './wire/rtcp-latch.ts'
import { Reception } from './wire/reception.ts'
import { isValidRtcp, looksLikeRtcp, readReports } from './wire/rtcp-packet.ts'
import { parseRtp, type RtpPacket } from './wire/rtp-packet.ts'
import { SampleFifo } from './graph/sample-fifo.ts'
import { SilenceWatch } from './wire/silence-watch.ts'
import { type SourceAddress, SourceLatch } from './wire/source-latch.ts'
import { DigitReceiver, DigitSender, parseTelephoneEvent, withDurationTimes } from './wire/telephone-event.ts'
import { TickDivider } from './wire/tick-divider.ts'
import { dtmfFrequencies, sines } from './graph/tone.ts'
import type { CounterName, PlaybackEnd, RelayedPacket } from './worker-messages.ts'

const TICK_SAMPLES = 160
const TICK_RATE_HZ = 8_000
const MAX_PAYLOAD_BYTES = 1024
/** How quiet it is where a phone that hears nobody speak is (RFC 3389, RFC 3551 §6). We offer it to nobody; some send it all the same. */
const COMFORT_NOISE_TYPE = 13

/** Whoever a stream hands its packets to: a stream on the same thread, or a port to another. */
export interface Partner {
  deliver(packet: RelayedPacket, nowMs: number): void
}

/** A recording's end of the wire: 160 samples a tick. */
export interface FrameSink {
  /** The far end alone, both directions mixed, or each apart. */
  readonly sides: 'far-end' | 'mixed' | 'apart'
  /** What the far end says, or the mix; apart: what it says, and what it is sent. */
  add(...sides: readonly Int16Array[]): void
}

export interface StreamOutput {
  send(datagram: Uint8Array, port: number, address: string): void
  sendRtcp(datagram: Uint8Array, port: number, address: string): void
  onDigit(digit: string): void
  onSilentLine(): void
  /** `tick` is wanted from now on; see `needsTicks`. */
  onNeedsTicks(): void
  count(counter: CounterName): void
}

interface CurrentPlayback {
  readonly playlist: Playlist
  readonly onEnd: (end: PlaybackEnd) => void
}

/** One RTP stream without its sockets: packets, orders and ticks come in, packets and events go out. Time is `nowMs`, monotonic. */
export class RtpStream implements Partner {
  readonly #output: StreamOutput
  readonly #outgoing: OutgoingRtp
  readonly #digitReceiver = new DigitReceiver()
  readonly #digitSender = new DigitSender()
  /** Of the far end, which has no other way to send keys. */
  #inbandKeys: InbandKeys | undefined
  /** Keys of the partner's far end that ours can only hear. */
  #keysToPlay: DigitReceiver | undefined
  readonly #sinks = new Set<FrameSink>()
  #parameters: StreamParameters | undefined
  #latch: SourceLatch | undefined
  #rtcp = new RtcpLatch()
  readonly #reception = new Reception()
  #partner: Partner | undefined
  #playback: CurrentPlayback | undefined
  /** Made when something is decoded, which most calls never need. */
  #inbound: Playout | undefined
  #outbound: Playout | undefined
  /** Of a codec whose timestamps do not count at 8 kHz. */
  #divider: TickDivider | undefined
  /** Audio we made, for recordings. */
  #made = new SampleFifo()
  /** Samples owed to the far end: packets go out when they make a whole one. */
  #owed = 0
  #clocked: { readonly ssrc: number; readonly pending: SampleFifo } | undefined
  #silence: SilenceWatch | undefined

  constructor(options: {
    readonly output: StreamOutput
    readonly start: { readonly ssrc: number; readonly sequence: number; readonly timestamp: number }
  }) {
    const { output, start } = options
    this.#output = output
    this.#outgoing = new OutgoingRtp({
      start,
      destination: () => this.#destination(),
      reportTo: () => this.#reportTo(),
      send: (datagram, port, address) => {
        output.send(datagram, port, address)
        output.count('packetsSent')
      },
      sendRtcp: (datagram, port, address) => output.sendRtcp(datagram, port, address),
    })
  }

  get needsTicks(): boolean {
    return (
      this.#playback !== undefined || this.#sinks.size > 0 || this.#digitSender.isSending || this.#clocked !== undefined
    )
  }

  configure(parameters: StreamParameters, nowMs: number): void {
    const { remoteAddress: address, remotePort: port, signallingAddress } = parameters
    // Whoever is held, or whose name is still looked up, is who it was.
    if (this.#latch !== undefined && (isWildcard(address) || this.#latch.isDescribedAs(address, port))) {
      this.#latch.signalledFrom(signallingAddress)
    } else {
      this.#latch = new SourceLatch({ described: { address, port }, signallingAddress }, nowMs)
      this.#rtcp = new RtcpLatch()
    }
    this.#rtcp.describe(parameters.remoteRtcp)
    if (parameters.codec !== this.#parameters?.codec) {
      const { clockRate } = codecs[parameters.codec]
      this.#divider = clockRate === TICK_RATE_HZ ? undefined : new TickDivider(clockRate / TICK_RATE_HZ)
    }
    this.#parameters = parameters
    this.#outgoing.configure(parameters)
    this.#silence?.restart(nowMs)
  }

  /** Replaces what plays. */
  play(playlist: Playlist, onEnd: (end: PlaybackEnd) => void): void {
    this.stopPlayback('stopped')
    this.#playback = { playlist, onEnd }
    this.#owed = 0
    this.#output.onNeedsTicks()
  }

  stopPlayback(end: PlaybackEnd): void {
    const playback = this.#playback
    this.#playback = undefined
    playback?.onEnd(end)
  }

  /** What plays goes on: it is heard instead of the partner. */
  join(partner: Partner): void {
    this.#partner = partner
    this.#clocked = undefined
  }

  part(): void {
    this.#partner = undefined
    this.#clocked = undefined
  }

  addSink(sink: FrameSink): void {
    if (this.#sinks.size === 0) {
      this.#inbound = undefined
      this.#made = new SampleFifo()
      if (this.#clocked === undefined) this.#outbound = undefined
    }
    this.#sinks.add(sink)
    this.#output.onNeedsTicks()
  }

  removeSink(sink: FrameSink): void {
    this.#sinks.delete(sink)
  }

  sendDigits(digits: string): void {
    this.#digitSender.push(digits)
    this.#output.onNeedsTicks()
  }

  watchSilence(timeoutMs: number, nowMs: number): void {
    this.#silence = new SilenceWatch(timeoutMs, nowMs)
  }

  /** To be called a few times a second. */
  checkSilence(nowMs: number): void {
    const direction = this.#parameters?.direction
    const isExpected = direction === 'sendrecv' || direction === 'recvonly'
    if (this.#silence?.check(isExpected, nowMs) === true) this.#output.onSilentLine()
  }

  receive(datagram: Uint8Array, address: string, port: number, nowMs: number): void {
    this.#output.count('packetsReceived')
    if (looksLikeRtcp(datagram)) {
      this.receiveRtcp(datagram, address, port, nowMs)
      return
    }
    const packet = parseRtp(datagram)
    if (packet === undefined || packet.payload.length > MAX_PAYLOAD_BYTES) {
      this.#output.count('malformedDropped')
      return
    }
    const content = this.#contentOf(packet.payloadType)
    if (content === undefined || this.#latch === undefined) return
    if (!this.#latch.accepts(address, port, nowMs)) {
      this.#output.count('foreignSourceDropped')
      return
    }
    this.#silence?.restart(nowMs)
    const isAudio = content !== 'telephone-event' && content !== 'comfort-noise'
    this.#reception.take(packet, this.#clockRateOf(content), isAudio, nowMs)
    if (content === 'telephone-event') this.#takeEvent(packet, nowMs)
    else if (content === 'comfort-noise') this.#partner?.deliver({ ...packet, content }, nowMs)
    else this.#takeAudio(packet, content, nowMs)
  }

  receiveRtcp(datagram: Uint8Array, address: string, port: number, nowMs: number): void {
    const peer = this.#latch?.destination
    if (!isValidRtcp(datagram)) this.#output.count('malformedDropped')
    else if (peer === undefined || !this.#rtcp.accepts(address, port, peer)) this.#output.count('foreignSourceDropped')
    else {
      this.#output.count('rtcpReceived')
      const { sender, blocks } = readReports(datagram)
      if (sender !== undefined) this.#reception.reported(sender, nowMs)
      for (const block of blocks) this.#outgoing.heardBack(block, nowMs)
    }
  }

  /** A packet of the joined stream's far end, to be sent to ours. */
  deliver(packet: RelayedPacket, nowMs: number): void {
    const { content } = packet
    if (content === 'telephone-event') {
      this.#relayEvent(packet, nowMs)
      return
    }
    if (content === 'comfort-noise') {
      this.#outgoing.leaveOut(packet)
      return
    }
    const audio = { ...packet, content }
    const isClocked = this.#clockedFor(audio)
    if (this.#sinks.size > 0 || isClocked) {
      this.#outbound ??= new Playout()
      this.#outbound.push(audio, nowMs)
    }
    const parameters = this.#sendable()
    if (isClocked || parameters === undefined || this.#isBusy) return
    this.#outgoing.relayAudio(audio, parameters, nowMs)
  }

  /** Every 20 ms while `needsTicks`; `isMissed` when the time for sending is over and only recordings still count. */
  tick(nowMs: number, isMissed: boolean): void {
    const inbound = this.#sinks.size > 0 ? this.#inbound?.pull(TICK_SAMPLES) : undefined
    const outbound =
      this.#sinks.size > 0 || this.#clocked !== undefined ? this.#outbound?.pull(TICK_SAMPLES) : undefined
    if (!isMissed) this.#sendOwn(outbound, nowMs)
    const made = this.#made.pull(TICK_SAMPLES)
    for (const sink of this.#sinks) {
      if (sink.sides === 'mixed') sink.add(mix([inbound, outbound, made], TICK_SAMPLES))
      else if (sink.sides === 'far-end') sink.add(mix([inbound], TICK_SAMPLES))
      else sink.add(mix([inbound], TICK_SAMPLES), mix([outbound, made], TICK_SAMPLES))
    }
  }

  report(nowMs: number, wallClockMs: number): void {
    this.#outgoing.report(this.#reception.block(nowMs), nowMs, wallClockMs)
  }

  get quality(): StreamQuality {
    return { ...this.#outgoing.figures, received: this.#reception.heard }
  }

  get #isBusy(): boolean {
    return this.#playback !== undefined || this.#digitSender.isSending
  }

  #contentOf(payloadType: number): RelayedPacket['content'] | undefined {
    const parameters = this.#parameters
    if (parameters === undefined) return undefined
    if (payloadType === parameters.payloadType) return parameters.codec
    if (payloadType === parameters.telephoneEventPayloadType) return 'telephone-event'
    if (payloadType === COMFORT_NOISE_TYPE) return 'comfort-noise'
    return codecOfStaticType(payloadType)?.name // some phones switch unasked
  }

  #clockRateOf(content: RelayedPacket['content']): number {
    const isAudio = content !== 'telephone-event' && content !== 'comfort-noise'
    return codecs[isAudio ? content : (this.#parameters?.codec ?? 'PCMU')].clockRate
  }

  #takeEvent(packet: RtpPacket, nowMs: number): void {
    const event = parseTelephoneEvent(packet.payload)
    if (event === undefined) {
      this.#output.count('malformedDropped')
      return
    }
    const factor = this.#eventFactor
    const ticks = factor === 1 ? packet : { ...packet, payload: withDurationTimes(packet.payload, 1 / factor) }
    const timestamp = this.#divider?.ticksOf(packet.timestamp) ?? packet.timestamp
    const duration = Math.round(event.duration / factor)
    const digit = this.#digitReceiver.receive({ ...packet, timestamp }, { ...event, duration })
    this.#partner?.deliver({ ...ticks, timestamp, content: 'telephone-event' }, nowMs)
    if (digit !== undefined) this.#output.onDigit(digit)
  }

  #takeAudio(packet: RtpPacket, codec: AudioCodec, nowMs: number): void {
    const direction = this.#parameters?.direction
    if (packet.payload.length === 0 || direction === 'sendonly' || direction === 'inactive') return
    const isOfFasterClock = this.#divider !== undefined && codec === this.#parameters?.codec
    const timestamp = isOfFasterClock ? (this.#divider?.ticksOf(packet.timestamp) ?? 0) : packet.timestamp
    const audio = { ...packet, timestamp, content: codec }
    if (this.#sinks.size > 0) {
      this.#inbound ??= new Playout()
      this.#inbound.push(audio, nowMs)
    }
    if (this.#areKeysTones) this.#listenForKeys(audio)
    this.#partner?.deliver(audio, nowMs)
  }

  /** The tones go on to the partner as they are: whoever is there hears them, or has them heard for them. */
  #listenForKeys(audio: AudioPacket): void {
    this.#inbandKeys ??= new InbandKeys()
    for (const key of this.#inbandKeys.hear(audio)) this.#output.onDigit(key)
  }

  #sendable(): StreamParameters | undefined {
    const parameters = this.#parameters
    return parameters?.direction === 'sendrecv' || parameters?.direction === 'sendonly' ? parameters : undefined
  }

  /** Packets longer or shorter than our far end's are cut anew by the clock, from the first odd one of a source on. Opus takes Opus of any length (RFC 7587 §4.2). */
  #clockedFor(packet: AudioPacket): boolean {
    if (this.#clocked?.ssrc === packet.ssrc) return true
    const { content, payload } = packet
    const isOdd = this.#parameters !== undefined && isOther(codecs[content].ticksOf(payload), content, this.#parameters)
    this.#clocked = isOdd ? { ssrc: packet.ssrc, pending: new SampleFifo() } : undefined
    if (isOdd) this.#output.onNeedsTicks()
    return isOdd
  }

  get #areKeysTones(): boolean {
    const { telephoneEventPayloadType, areKeysTones = true } = this.#parameters ?? {}
    return telephoneEventPayloadType === undefined && areKeysTones
  }

  get #eventFactor(): number {
    return (this.#parameters?.telephoneEventClockRate ?? TICK_RATE_HZ) / TICK_RATE_HZ
  }

  #relayEvent(packet: RelayedPacket, nowMs: number): void {
    const parameters = this.#sendable()
    const payloadType = parameters?.telephoneEventPayloadType
    if (parameters !== undefined && this.#areKeysTones) return this.#playEvent(packet)
    if (payloadType === undefined || this.#isBusy) return
    if (this.#clocked === undefined) this.#outgoing.relayEvent(packet, payloadType, nowMs)
    else this.#outgoing.restampEvent(packet, payloadType, nowMs)
  }

  /** Our far end knows keys as tones only: each is played once, in place of what is said meanwhile. */
  #playEvent(packet: RelayedPacket): void {
    const event = parseTelephoneEvent(packet.payload)
    this.#keysToPlay ??= new DigitReceiver()
    const key = event && this.#keysToPlay.receive(packet, event)
    if (key !== undefined && this.#playback === undefined) this.sendDigits(key)
  }

  #sendOwn(outbound: Int16Array | undefined, nowMs: number): void {
    const parameters = this.#sendable()
    if (this.#digitSender.isSending) this.#sendDigitStep(parameters, nowMs)
    else if (this.#playback !== undefined) this.#sendPlayback(this.#playback, parameters, nowMs)
    else if (this.#clocked !== undefined) this.#sendClocked(this.#clocked.pending, outbound, parameters, nowMs)
  }

  #sendPlayback(playback: CurrentPlayback, parameters: StreamParameters | undefined, nowMs: number): void {
    // Unconfigured or held by the far end: the audio waits.
    if (parameters === undefined) return
    const samples = packetTicks(parameters)
    this.#owed += TICK_SAMPLES
    for (; this.#owed >= samples; this.#owed -= samples) {
      const frame = playback.playlist.pull(samples)
      if (frame === undefined) {
        this.stopPlayback('completed')
        return
      }
      if (this.#sinks.size > 0) this.#made.push(frame)
      this.#outgoing.audio(frame, parameters, nowMs)
    }
  }

  #sendClocked(
    pending: SampleFifo,
    outbound: Int16Array | undefined,
    parameters: StreamParameters | undefined,
    nowMs: number,
  ): void {
    if (outbound === undefined || parameters === undefined) return
    pending.push(outbound)
    const samples = packetTicks(parameters)
    while (pending.length >= samples) {
      const frame = pending.pull(samples)
      if (frame !== undefined) this.#outgoing.audio(frame, parameters, nowMs)
    }
  }

  #sendDigitStep(parameters: StreamParameters | undefined, nowMs: number): void {
    const key = this.#digitSender.key
    const step = this.#digitSender.next()
    if (parameters === undefined) return
    const payloadType = parameters.telephoneEventPayloadType
    if (payloadType === undefined) {
      if (!this.#areKeysTones) return
      const frequencies = step.kind === 'gap' ? [] : dtmfFrequencies(key)
      const from = step.kind === 'gap' ? 0 : step.event.duration - TICK_SAMPLES
      this.#outgoing.audio(sines(frequencies, from, TICK_SAMPLES), parameters, nowMs)
      return
    }
    if (step.kind === 'event') this.#outgoing.key(step.event, step.copies, payloadType, nowMs)
  }

  /** Nobody while the port is unknown, or nobody was heard of an address that is a wildcard: a name not found, or how old phones hold (RFC 3264 §8.4). */
  #destination(): SourceAddress | undefined {
    const isNowhere = this.#parameters === undefined || isWildcard(this.#parameters.remoteAddress)
    const destination = isNowhere ? this.#latch?.latched : this.#latch?.destination
    return destination?.port === 0 ? undefined : destination
  }

  #reportTo(): SourceAddress | undefined {
    const rtp = this.#destination()
    if (rtp === undefined) return undefined
    const { remoteAddress, remotePort } = this.#parameters ?? {}
    return this.#rtcp.destination(rtp, rtp.address === remoteAddress && rtp.port === remotePort)
  }
}

/** Whether a packet of `ticks` is not as long as those that the far end wants. */
function isOther(ticks: number, content: AudioCodec, parameters: StreamParameters): boolean {
  return ticks !== packetTicks(parameters) && !(content === 'OPUS' && parameters.codec === 'OPUS')
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}
