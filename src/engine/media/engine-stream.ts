import { isIP, isIPv6, SocketAddress } from 'node:net'
import type { Transferable } from 'node:worker_threads'
import type {
  AudioSource,
  MediaStream,
  OwnBrowserEnd,
  Playback,
  PlayOptions,
  Recording,
  RecordOptions,
  StreamParameters,
  StreamQuality,
} from './media-engine.ts'
import type { EnginePeer } from './peers/engine-peer.ts'
import { DescribedWork } from './described-work.ts'
import type { MediaNames } from './media-names.ts'
import { PlayProgress } from './play-progress.ts'
import { BROWSER } from './wire/peer-pipes.ts'
import { isDigitString, MAX_DIGITS } from './wire/telephone-event.ts'
import type { StreamFigures } from './stream-figures.ts'
import type { WorkerLink } from './worker-link.ts'
import type { PartnerDescription, StreamDescription, WorkerReport } from './worker-messages.ts'

export type StreamReport = Extract<WorkerReport, { kind: 'digit' | 'silent' | 'play-ended' | 'record-ended' }>

let nextId = 1

export interface EngineStreamOptions {
  readonly streamId: string
  readonly localAddress: string
  readonly localPort: number
  readonly link: WorkerLink
  readonly names: MediaNames
  /** Of a browser's. */
  readonly peer?: EnginePeer
  readonly progress: PlayProgress
  readonly figures: StreamFigures
  readonly onClose: (stream: EngineStream) => void
}

/** The main thread's handle on a stream that lives on a worker: holds what the stream should be doing, and has it described to whichever worker is there. */
export class EngineStream implements MediaStream {
  readonly streamId: string
  readonly localAddress: string
  readonly localPort: number
  readonly link: WorkerLink
  readonly #names: MediaNames
  readonly #peer: EnginePeer | undefined
  readonly #figures: StreamFigures
  readonly #onClose: (stream: EngineStream) => void
  readonly work: DescribedWork
  #configured: StreamDescription['configured']
  #silence: StreamDescription['silence']
  #keys: StreamDescription['keys'] = []
  #partner: PartnerDescription | undefined
  #parameters: StreamParameters | undefined
  /** Of the host the far end named last. */
  #found: { readonly name: string; readonly address: string } | undefined
  #onDigit: (digit: string) => void = () => undefined
  #onSilence: () => void = () => undefined
  #onLost: (reason: string) => void = () => undefined
  #isClosed = false
  #lastQuality: StreamQuality | undefined

  constructor(options: EngineStreamOptions) {
    this.streamId = options.streamId
    this.localAddress = options.localAddress
    this.localPort = options.localPort
    this.link = options.link
    this.#names = options.names
    this.#peer = options.peer
    this.#figures = options.figures
    this.#figures.clear(options.localPort)
    this.#onClose = options.onClose
    this.work = new DescribedWork({
      name: `media stream ${options.streamId}`,
      cell: PlayProgress.cellOfStream(options.localPort),
      progress: options.progress,
      onChange: () => this.#changed(),
    })
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  describe(transfer: Transferable[]): StreamDescription {
    const { streamId, localAddress, localPort: port } = this
    const keys = this.#keys
    this.#keys = []
    return {
      streamId,
      localAddress,
      port,
      ...(this.#peer && { peer: { key: this.#peer.key, processPort: this.#peer.processPort } }),
      ...(this.#configured && { configured: this.#configured }),
      ...(this.#silence && { silence: this.#silence }),
      ...(this.#partner && { partner: this.#describePartner(this.#partner, transfer) }),
      work: this.work.describe(),
      keys,
    }
  }

  configure(parameters: StreamParameters): void {
    this.#parameters = parameters
    if (this.#peer !== undefined) return this.#configureBrowser(this.#peer, parameters)
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

  /** Once it is connected: until then what plays waits, so that nobody misses the beginning. */
  #configureBrowser(peer: EnginePeer, parameters: StreamParameters): void {
    const { browser, ...rest } = parameters
    if (browser === undefined)
      throw new TypeError(`media stream ${this.streamId} is for a browser, and is told of none`)
    peer.describe(browser, {
      onConnected: () => {
        if (this.#isClosed || this.#parameters !== parameters) return
        this.#describeAs({ ...rest, remotePort: BROWSER.port }, BROWSER.address)
      },
      onLost: (reason) => {
        if (!this.#isClosed) this.#onLost(reason)
      },
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

  play(sources: readonly AudioSource[], options?: PlayOptions): Playback {
    return this.work.play(sources, options)
  }

  record(options: RecordOptions): Recording {
    return this.work.record(options, false)
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

  onLost(listener: (reason: string) => void): void {
    this.#onLost = listener
  }

  get quality(): StreamQuality {
    return this.#lastQuality ?? this.#figures.read(this.localPort)
  }

  newBrowserEnd(): OwnBrowserEnd | undefined {
    return this.#peer?.newEnd()
  }

  /** Undefined: nobody. */
  joinTo(partner: PartnerDescription | undefined): void {
    if (this.#partner?.kind === 'channel') this.#partner.port?.close() // no worker ever had it
    this.#partner = partner
    this.#changed()
  }

  close(): void {
    if (this.#isClosed) return
    this.work.close()
    this.#lastQuality = this.quality
    this.#isClosed = true
    this.#peer?.close()
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
      case 'record-ended':
        this.work.receive(report)
        break
      default:
        report satisfies never
    }
  }

  /** The line is lost for good: its port could not be had again. */
  giveUp(error: string): void {
    this.work.abandon(error)
    this.#onSilence()
    if (!this.#isClosed) this.#onLost(error)
  }

  #describePartner(partner: PartnerDescription, transfer: Transferable[]): PartnerDescription {
    if (partner.kind !== 'channel' || partner.port === undefined) return partner
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
