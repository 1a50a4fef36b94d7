/**
 * What the rest of the engine asks of media: RTP streams that can be played to, listened to, recorded and joined.
 * Everything behind this runs on worker threads; every call here is a message to one, and events come back as messages.
 */
export interface MediaEngine {
  /**
   * Binds an RTP socket (even port) and its RTCP neighbour inside the configured range. Rejects with `NoMediaPortError`, or with
   * `MediaWorkerError` when the worker thread dies meanwhile. `near` puts the stream on the worker of a stream it will be joined
   * to, which saves a thread hop per packet; joins work either way. `localAddress` defaults to the engine's.
   */
  openStream(options?: OpenStreamOptions): Promise<MediaStream>
  /** Joins two streams both ways, stopping what either plays, until either joins something else, plays, or closes. Plain relay when codecs and ptime match and
   *  nobody records or needs inband audio; otherwise through the codecs. Streams joined may sit on different workers' sockets. */
  join(a: MediaStream, b: MediaStream): void
  /** Ends the join; both go back to sending comfort silence (no packets). */
  part(a: MediaStream): void
  /**
   * Records both directions of a joined pair; mixed to one track, 16-bit WAV and 8 kHz unless asked otherwise. What counts is `a`: everything its far end
   * says and everything sent to it, played or relayed, so the recording runs on over prompts, holds and transfers.
   */
  recordJoined(a: MediaStream, options: RecordOptions): Recording
  /** A room in which everybody hears everybody else. `near` puts it on the worker of a stream that will be in it; others may live elsewhere. */
  openMixer(options?: { readonly near?: MediaStream }): Mixer
  readonly counters: MediaCounters
  close(): Promise<void>
}

export interface OpenStreamOptions {
  readonly localAddress?: string
  readonly near?: MediaStream
  /** For a browser: RTP and RTCP on one port, by ICE and DTLS-SRTP. */
  readonly isForBrowser?: boolean
}

export interface MediaCounters {
  readonly packetsReceived: number
  readonly packetsSent: number
  readonly malformedDropped: number
  /** Valid RTP and RTCP from elsewhere than where a stream's peer is. */
  readonly foreignSourceDropped: number
  /** RTCP compounds taken in and found valid. */
  readonly rtcpReceived: number
  /** Worker threads that died and were replaced. */
  readonly workerRestarts: number
  readonly openStreams: number
  /** Pairs of ports, RTP and RTCP, that streams hold. */
  readonly portPairsInUse: number
  /** Since start: pairs that the system refused because another program holds one of the two. */
  readonly portPairsRefused: number
}

/** G.711 in its two laws, G.722 and Opus, as `a=rtpmap` names them. */
export type AudioCodec = 'PCMU' | 'PCMA' | 'G722' | 'OPUS'

export interface StreamParameters {
  /** An address, or a host name: it is looked up meanwhile, and audio goes where it comes from until that is done. */
  readonly remoteAddress: string
  readonly remotePort: number
  /** Where the other side's RTCP is, when it says another place than the port above (RFC 3605). An address, no name. */
  readonly remoteRtcp?: { readonly address: string; readonly port: number }
  /** Where this leg's SIP messages come from: audio from there is believed as audio from `remoteAddress` is, as phones behind NAT need. */
  readonly signallingAddress?: string
  readonly codec: AudioCodec
  readonly payloadType: number
  /** RFC 4733 payload type, when both sides have one. */
  readonly telephoneEventPayloadType?: number
  /** Without such a type: whether keys are tones in the audio, both ways. Default true; false: they go another way, by SIP INFO. */
  readonly areKeysTones?: boolean
  /** Hertz, of the durations of such events; their timestamps are those of the audio. Default 8,000. */
  readonly telephoneEventClockRate?: number
  /** From our side: `sendonly` = they are on hold. */
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'
  readonly ptimeMs: number
  /** Of a stream that was opened for a browser. Where it is, its ICE candidates say; the address above means nothing then. */
  readonly browser?: BrowserParameters
  /** Keys of SRTP, where SDES agreed on some (RFC 4568). */
  readonly srtp?: SrtpParameters
}

export type SrtpSuite = 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32'

/** A master key and its salt (RFC 3711 §3.2.1). */
export interface SrtpKey {
  readonly suite: SrtpSuite
  /** 30 bytes, base64. */
  readonly master: string
}

export interface SrtpParameters {
  readonly send: SrtpKey
  readonly receive: SrtpKey
}

/** What our descriptions say of ours. */
export interface OwnBrowserEnd {
  /** Of ICE (RFC 8839 §5.4). */
  readonly ufrag: string
  readonly pwd: string
  /** SHA-256 of our certificate, by colons. */
  readonly fingerprint: string
}

/** The two ends of ICE and DTLS-SRTP (RFC 8839, RFC 8842). */
export interface BrowserParameters {
  /** One that the stream made. */
  readonly local: OwnBrowserEnd
  /** Of DTLS, ours: `active` begins it. */
  readonly role: 'active' | 'passive'
  /** We made the offer. */
  readonly isOfferer: boolean
  readonly remote: {
    readonly ufrag: string
    readonly pwd: string
    /** SHA-256, by colons. */
    readonly fingerprint: string
    /** As after `a=candidate:`; they have addresses and no names. */
    readonly candidates: readonly string[]
  }
}

/** Audio to play. WAV files: any rate, mono or stereo, 16-bit PCM, G.711 µ-law or A-law; converted to the stream's codec. */
export type AudioSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'silence'; readonly durationMs: number }
  /** Sine tones mixed, e.g. ringback 440+480 Hz 2 s on 4 s off, dial tone, record beep. */
  | {
      readonly kind: 'tone'
      readonly frequenciesHz: readonly number[]
      readonly onMs: number
      readonly offMs: number
      readonly repeats: number
    }

/** How a stream's packets fare, both ways. */
export interface StreamQuality {
  /** Packets that went out, keys counted. */
  readonly sent: number
  /** Of the far end's, as they came here. */
  readonly received: { readonly packets: number; readonly lost: number; readonly jitterMs: number }
  /** Of ours, as the far end's RTCP last told; absent: it tells nothing. */
  readonly farEnd?: { readonly lost: number; readonly jitterMs: number }
  /** The mean of what its reports show (RFC 3550 §6.4.1); it takes two of them, some five seconds each. */
  readonly roundTripMs?: number
}

export interface MediaStream {
  readonly streamId: string
  readonly localAddress: string
  readonly localPort: number
  /** Also used for re-INVITEs. Symmetric RTP (RFC 4961): answers go where packets come from; see `SourceLatch` for whose are taken. */
  configure(parameters: StreamParameters): void
  /**
   * Plays to the far end, replacing what was playing. While joined, playing suspends the join for this stream only. Before
   * `configure`, and while the far end holds us (`recvonly`, `inactive`), the audio waits. `startAtMs`: begins that far into the first round;
   * past its end there is nothing to play.
   */
  play(sources: readonly AudioSource[], options?: PlayOptions): Playback
  /** Records what the far end says. */
  record(options: RecordOptions): Recording
  /** Sends RFC 4733 events, 100 ms each with 60 ms gaps; inband tones when the far end has no telephone-event.
   *  Throws a RangeError for anything but `0-9 * # A-D` (64 at most). */
  sendDigits(digits: string): void
  /** Every key once, however often its packets repeat. `0-9 * # A-D`. Set before `configure`; replaces the earlier listener. */
  onDigit(listener: (digit: string) => void): void
  /** No packet for `timeoutMs` while one was expected. */
  onSilentLine(listener: () => void, timeoutMs: number): void
  /** What carries it is gone, for good or until `configure` says another way: a port that could not be had again, a browser that cannot be reached. */
  onLost(listener: (reason: string) => void): void
  /** Up to a tenth of a second ago; the last there was, once it is closed. */
  readonly quality: StreamQuality
  /** Of a stream for a browser: each time one that makes ICE and DTLS begin anew. Undefined for any other. */
  newBrowserEnd(): OwnBrowserEnd | undefined
  close(): void
}

/** How somebody takes part in a mix. */
export interface MixFlags {
  /** Nobody hears them. */
  readonly isMuted: boolean
  /** They hear nobody, and nothing that is played to all. */
  readonly isDeaf: boolean
  /** By stream id, who hears them; absent: everybody. What a room records is without those whom not everybody hears. */
  readonly heardBy?: readonly string[]
}

/** Streams mixed: each hears the sum of all others, and what is played to all. A worker that dies is replaced, and its mixes go on. */
export interface Mixer {
  /**
   * Puts a stream in, or says anew how it takes part; it leaves any other mix or join. What it plays by itself is for it alone, in place of the mix for as
   * long as it lasts; what it records is what it says, `recordJoined` what it says and hears. Held by its far end it is neither heard nor sent to.
   */
  set(stream: MediaStream, as: MixFlags): void
  remove(stream: MediaStream): void
  /** To everybody, replacing what was played to them. */
  play(sources: readonly AudioSource[], options?: PlayOptions): Playback
  /** Who speaks, by stream id, whenever that changes: at most every 240 ms. Replaces the earlier listener; the returned function takes it back. */
  onSpeaking(listener: (streamIds: readonly string[]) => void): () => void
  /** What somebody hears who says nothing. */
  record(options: RecordOptions): Recording
  close(): void
}

export interface PlayOptions {
  readonly loop?: boolean
  readonly startAtMs?: number
}

export interface Playback {
  readonly finished: Promise<'completed' | 'stopped' | { readonly error: string }>
  /** Resolves with `finished`: how far into the sources it came, all rounds counted. */
  readonly reachedMs: Promise<number>
  stop(): void
}

export interface RecordOptions {
  readonly path: string
  /** More than 0, or a RangeError; cut at 36 hours. */
  readonly maxDurationMs: number
  /** Ends after this much continuous silence, once anything was said; 0 = never. */
  readonly endOnSilenceMs?: number
  /** Of the file; calls themselves carry 8 kHz. Default 8,000. */
  readonly sampleRateHz?: 8_000 | 16_000
  /** Ogg Opus (RFC 7845), or WAV with s16 samples, which is the default. */
  readonly container?: 'wav' | 'opus'
  /** Of `recordJoined`: mixed unless they are to stay apart, what the far end says left and what it hears right. */
  readonly sides?: 'mixed' | 'apart'
}

export interface Recording {
  readonly finished: Promise<{
    readonly durationMs: number
    readonly endedBy: 'stopped' | 'limit' | 'silence' | 'closed'
    readonly error?: string
  }>
  /** Silence is written in place of what is said, as long as that lasts. */
  pause(isPaused: boolean): void
  stop(): void
}
