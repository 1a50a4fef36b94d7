import { isIP, isIPv6, SocketAddress } from 'node:net'
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
import { isDigitString, MAX_DIGITS } from './telephone-event.ts'
import { OrderedWork } from './ordered-work.ts'
import type { WorkerLink } from './worker-link.ts'
import type { WorkerReport } from './worker-messages.ts'

export type StreamReport = Extract<WorkerReport, { kind: 'digit' | 'silent' | 'play-ended' | 'record-ended' }>

/** The main thread's handle on a stream that lives on a worker; remembers what a replaced worker has to be told again. */
export class EngineStream implements MediaStream {
  readonly streamId: string
  readonly localAddress: string
  readonly localPort: number
  readonly link: WorkerLink
  readonly #onClose: (stream: EngineStream) => void
  readonly work: OrderedWork
  readonly #names: MediaNames
  #parameters: StreamParameters | undefined
  /** Of the host the far end named last. */
  #found: { readonly name: string; readonly address: string } | undefined
  #onDigit: (digit: string) => void = () => undefined
  #silentLine: { listener: () => void; timeoutMs: number } | undefined
  #isClosed = false

  constructor(options: {
    readonly streamId: string
    readonly localAddress: string
    readonly localPort: number
    readonly link: WorkerLink
    readonly names: MediaNames
    readonly onClose: (stream: EngineStream) => void
  }) {
    this.streamId = options.streamId
    this.localAddress = options.localAddress
    this.localPort = options.localPort
    this.link = options.link
    this.#names = options.names
    this.#onClose = options.onClose
    this.work = new OrderedWork(options.streamId, options.link)
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  configure(parameters: StreamParameters): void {
    this.#parameters = parameters
    const name = parameters.remoteAddress
    if (isIP(name) > 0) return this.#post(parameters, name)
    if (this.#found?.name === name) return this.#post(parameters, this.#found.address)
    // Nowhere yet: until the name is found, and for ever if it is not, audio goes where it comes from.
    const isV6 = isIPv6(this.localAddress)
    this.#post(parameters, isV6 ? '::' : '0.0.0.0')
    void this.#names.find(name, isV6 ? 6 : 4).then((address) => {
      if (address === undefined || this.#isClosed || this.#parameters !== parameters) return
      this.#found = { name, address }
      this.#post(parameters, address)
    })
  }

  #post(parameters: StreamParameters, remoteAddress: string): void {
    const { signallingAddress, remoteRtcp, ...rest } = parameters
    this.link.post({
      kind: 'configure',
      streamId: this.streamId,
      parameters: {
        ...rest,
        remoteAddress: asSocketsWriteIt(remoteAddress),
        ...(signallingAddress && { signallingAddress: asSocketsWriteIt(signallingAddress) }),
        ...(remoteRtcp && { remoteRtcp: { ...remoteRtcp, address: asSocketsWriteIt(remoteRtcp.address) } }),
      },
    })
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
    this.link.post({ kind: 'send-digits', streamId: this.streamId, digits })
  }

  onDigit(listener: (digit: string) => void): void {
    this.#onDigit = listener
  }

  onSilentLine(listener: () => void, timeoutMs: number): void {
    this.#silentLine = { listener, timeoutMs }
    this.link.post({ kind: 'watch-silence', streamId: this.streamId, timeoutMs })
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.work.close()
    this.#onClose(this)
    this.link.post({ kind: 'close', streamId: this.streamId })
  }

  /** What the worker says about this stream; after `close` only the ends of playbacks and recordings count. */
  receive(report: StreamReport): void {
    switch (report.kind) {
      case 'digit':
        if (!this.#isClosed) this.#onDigit(report.digit)
        break
      case 'silent':
        if (!this.#isClosed) this.#silentLine?.listener()
        break
      case 'play-ended':
      case 'record-ended':
        this.work.receive(report)
        break
      default:
        report satisfies never
    }
  }

  /** Sets up a replaced worker's stream like the lost one. */
  restore(): void {
    if (this.#parameters !== undefined) this.configure(this.#parameters)
    if (this.#silentLine !== undefined) this.onSilentLine(this.#silentLine.listener, this.#silentLine.timeoutMs)
  }

  /** The line is lost for good: its port could not be had again. */
  giveUp(): void {
    this.#silentLine?.listener()
  }
}

/** SDP may write an IPv6 address in many ways (RFC 4291 §2.2); packets come from the one of RFC 5952. */
function asSocketsWriteIt(address: string): string {
  return isIPv6(address) && !address.includes('%') ? new SocketAddress({ address, family: 'ipv6' }).address : address
}
