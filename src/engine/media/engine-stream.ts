import { isIP, isIPv6, SocketAddress } from 'node:net'
import type { Transferable } from 'node:worker_threads'
import type {
  AudioSource,
  MediaStream,
  Playback,
  PlayOptions,
  Recording,
  RecordOptions,
  StreamParameters,
} from './media-engine.ts'
import type { MediaNames } from './media-names.ts'
import type { PlayProgress } from './play-progress.ts'
import { StreamRecordings } from './stream-recordings.ts'
import { isDigitString, MAX_DIGITS } from './telephone-event.ts'
import type { WorkerLink } from './worker-link.ts'
import type {
  PartnerDescription,
  PlaybackEnd,
  PlayDescription,
  StreamDescription,
  WorkerReport,
} from './worker-messages.ts'

type StreamReport = Extract<WorkerReport, { kind: 'digit' | 'silent' | 'play-ended' | 'record-ended' }>

const SAMPLES_PER_MS = 8
/** Across all streams: a port that is used again has no old numbers. */
let nextId = 1

export interface EngineStreamOptions {
  readonly streamId: string
  readonly localAddress: string
  readonly localPort: number
  readonly link: WorkerLink
  readonly names: MediaNames
  readonly progress: PlayProgress
  readonly onClose: (stream: EngineStream) => void
}

/** The main thread's handle on a stream that lives on a worker: holds what the stream should be doing, and has it described to whichever worker is there. */
export class EngineStream implements MediaStream {
  readonly streamId: string
  readonly localAddress: string
  readonly localPort: number
  readonly link: WorkerLink
  readonly #names: MediaNames
  readonly #progress: PlayProgress
  readonly #onClose: (stream: EngineStream) => void
  readonly #recordings: StreamRecordings
  /** All whose end nobody was told yet. */
  readonly #playbacks = new Map<number, (end: PlaybackEnd, reachedMs: number) => void>()
  #play: PlayDescription | undefined
  /** The newest playback that a worker heard of. */
  #toldPlay = 0
  #configured: StreamDescription['configured']
  #silence: StreamDescription['silence']
  #keys: StreamDescription['keys'] = []
  #partner: PartnerDescription | undefined
  #parameters: StreamParameters | undefined
  /** Of the host the far end named last. */
  #found: { readonly name: string; readonly address: string } | undefined
  #onDigit: (digit: string) => void = () => undefined
  #onSilence: () => void = () => undefined
  #isClosed = false

  constructor(options: EngineStreamOptions) {
    this.streamId = options.streamId
    this.localAddress = options.localAddress
    this.localPort = options.localPort
    this.link = options.link
    this.#names = options.names
    this.#progress = options.progress
    this.#onClose = options.onClose
    this.#recordings = new StreamRecordings(this.streamId, () => this.#changed())
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  describe(transfer: Transferable[]): StreamDescription {
    const { streamId, localAddress, localPort: port } = this
    const keys = this.#keys
    this.#keys = []
    this.#toldPlay = Math.max(this.#toldPlay, this.#play?.playId ?? 0)
    return {
      streamId,
      localAddress,
      port,
      ...(this.#configured && { configured: this.#configured }),
      ...(this.#silence && { silence: this.#silence }),
      ...(this.#partner && { partner: this.#describePartner(this.#partner, transfer) }),
      ...(this.#play && { play: this.#play }),
      recordings: this.#recordings.describe(),
      keys,
    }
  }

  configure(parameters: StreamParameters): void {
    this.#parameters = parameters
    const name = parameters.remoteAddress
    if (isIP(name) > 0) return this.#describeAs(parameters, name)
    if (this.#found?.name === name) return this.#describeAs(parameters, this.#found.address)
    // Nowhere yet: until the name is found, and for ever if it is not, audio goes where it comes from.
    const isV6 = isIPv6(this.localAddress)
    this.#describeAs(parameters, isV6 ? '::' : '0.0.0.0')
    void this.#names.find(name, isV6 ? 6 : 4).then((address) => {
      if (address === undefined || this.#isClosed || this.#parameters !== parameters) return
      this.#found = { name, address }
      this.#describeAs(parameters, address)
    })
  }

  #describeAs(parameters: StreamParameters, remoteAddress: string): void {
    const { signallingAddress, remoteRtcp, ...rest } = parameters
    this.#configured = {
      id: nextId++,
      parameters: {
        ...rest,
        remoteAddress: asSocketsWriteIt(remoteAddress),
        ...(signallingAddress && { signallingAddress: asSocketsWriteIt(signallingAddress) }),
        ...(remoteRtcp && { remoteRtcp: { ...remoteRtcp, address: asSocketsWriteIt(remoteRtcp.address) } }),
      },
    }
    this.#changed()
  }

  play(sources: readonly AudioSource[], { loop = false, startAtMs = 0 }: PlayOptions = {}): Playback {
    const playId = nextId++
    const { promise: finished, resolve } = Promise.withResolvers<PlaybackEnd>()
    const { promise: reachedMs, resolve: resolveReached } = Promise.withResolvers<number>()
    const end = (how: PlaybackEnd, reached: number) => {
      resolve(how)
      resolveReached(reached)
    }
    if (this.#isClosed) end('stopped', startAtMs)
    else {
      this.#playbacks.set(playId, end)
      this.#playInstead({ playId, sources, loop, startAtMs })
    }
    return { finished, reachedMs, stop: () => this.#play?.playId === playId && this.stopPlaying() }
  }

  stopPlaying(): void {
    this.#playInstead(undefined)
  }

  record(options: RecordOptions): Recording {
    return this.startRecording(options, false)
  }

  startRecording(options: RecordOptions, isJoined: boolean): Recording {
    return this.#recordings.start(nextId++, options, isJoined)
  }

  sendDigits(digits: string): void {
    if (!isDigitString(digits)) {
      throw new RangeError(`cannot send keys "${digits.slice(0, MAX_DIGITS)}": at most ${MAX_DIGITS} of 0-9 * # A-D`)
    }
    this.#keys = [...this.#keys, { id: nextId++, digits }]
    this.#changed()
  }

  onDigit(listener: (digit: string) => void): void {
    this.#onDigit = listener
  }

  onSilentLine(listener: () => void, timeoutMs: number): void {
    this.#onSilence = listener
    this.#silence = { id: nextId++, timeoutMs }
    this.#changed()
  }

  /** Undefined: nobody. */
  joinTo(partner: PartnerDescription | undefined): void {
    if (this.#partner?.kind === 'channel') this.#partner.port?.close() // no worker ever had it
    this.#partner = partner
    this.#changed()
  }

  close(): void {
    if (this.#isClosed) return
    this.stopPlaying()
    this.#isClosed = true
    this.#recordings.close()
    this.#onClose(this)
    this.link.gone(this.streamId)
  }

  /** What the worker says about this stream; after `close` only the ends of playbacks and recordings count. */
  receive(report: StreamReport): void {
    switch (report.kind) {
      case 'digit':
        if (!this.#isClosed) this.#onDigit(report.digit)
        break
      case 'silent':
        if (!this.#isClosed) this.#onSilence()
        break
      case 'play-ended':
        if (this.#play?.playId === report.playId) this.#play = undefined
        this.#endPlayback(report.playId, report.end, report.reachedMs)
        break
      case 'record-ended':
        this.#recordings.ended(report.recordId, report.end)
        break
      default:
        report satisfies never
    }
  }

  get hasWork(): boolean {
    return this.#playbacks.size + this.#recordings.size > 0
  }

  /** Its worker died: what was going on is described to the next one as going on from here; what was to be over is over. */
  lost(): void {
    const play = this.#play
    for (const playId of this.#playbacks.keys()) {
      if (playId !== play?.playId) this.#endPlayback(playId, 'stopped', this.#reached(playId) / SAMPLES_PER_MS)
    }
    const reached = play && this.#progress.reached(this.localPort, play.playId)
    if (play !== undefined && reached !== undefined) this.#play = { ...play, reached }
    this.#recordings.lost()
  }

  /** Ends what was going on. The files hold all but the last second; `durationMs` is by the clock. */
  abandon(error: string): void {
    this.#play = undefined
    for (const playId of this.#playbacks.keys())
      this.#endPlayback(playId, { error }, this.#reached(playId) / SAMPLES_PER_MS)
    this.#recordings.abandon(error)
  }

  /** The line is lost for good: its port could not be had again. */
  giveUp(error: string): void {
    this.abandon(error)
    this.#onSilence()
  }

  /** Joining, closing and playing end what played; if no worker heard of it yet, none will. */
  #playInstead(next: PlayDescription | undefined): void {
    const before = this.#play
    this.#play = next
    if (before !== undefined && before.playId > this.#toldPlay) this.#endPlayback(before.playId, 'stopped', 0)
    if (before !== next) this.#changed()
  }

  #endPlayback(playId: number, end: PlaybackEnd, reachedMs: number): void {
    this.#playbacks.get(playId)?.(end, Math.round(reachedMs))
    this.#playbacks.delete(playId)
  }

  #reached(playId: number): number {
    return this.#progress.reached(this.localPort, playId) ?? 0
  }

  #describePartner(partner: PartnerDescription, transfer: Transferable[]): PartnerDescription {
    if (partner.kind === 'stream' || partner.port === undefined) return partner
    transfer.push(partner.port)
    this.#partner = { kind: 'channel', channelId: partner.channelId }
    return partner
  }

  #changed(): void {
    if (!this.#isClosed) this.link.changed(this)
  }
}

/** SDP may write an IPv6 address in many ways (RFC 4291 §2.2); packets come from the one of RFC 5952. */
function asSocketsWriteIt(address: string): string {
  return isIPv6(address) && !address.includes('%') ? new SocketAddress({ address, family: 'ipv6' }).address : address
}
