import type { Frame } from '../message/stream-framer.ts'
import type { Carrier, Carry } from './carrier.ts'
import type { TransportLimits } from './limits.ts'
import { Tenure } from './tenure.ts'
import type { TransportKind, TransportPeer } from './transport.ts'

const PONG = Buffer.from('\r\n')
const MINUTE_MS = 60_000

export interface ConnectionOptions {
  readonly peer: TransportPeer & { readonly flowId: string }
  readonly carry: Carry
  /** We opened it, and it is not there yet. */
  readonly isConnecting: boolean
  readonly limits: TransportLimits
  /** Monotonic. */
  readonly nowMs: () => number
  readonly onFrame: (frame: Frame, connection: Connection) => void
  readonly onClosed: (connection: Connection) => void
}

/** One connection, in or out, until either side closes it. What carries it makes no difference to what it may cost us. */
export class Connection {
  readonly peer: TransportPeer & { readonly flowId: string }
  readonly #carrier: Carrier
  readonly #limits: TransportLimits
  readonly #nowMs: () => number
  readonly #tenure: Tenure
  /** Writes not yet known to have left. */
  readonly #unsent = new Set<(error: Error) => void>()
  #pongs = { sinceMs: 0, count: 0 }
  #closedBecause: Error | undefined

  constructor({ peer, carry, isConnecting, limits, nowMs, onFrame, onClosed }: ConnectionOptions) {
    this.peer = peer
    this.#limits = limits
    this.#nowMs = nowMs
    this.#tenure = new Tenure(limits, nowMs(), isConnecting)
    this.#carrier = carry({
      onOpen: () => this.#tenure.connected(nowMs()),
      onFrames: (frames, isMidMessage) => this.#receive(frames, isMidMessage, onFrame),
      onClose: (error) => {
        this.#failUnsent(this.#closedBecause ?? error ?? new Error('connection closed'))
        onClosed(this)
      },
    })
  }

  get flowId(): string {
    return this.peer.flowId
  }

  /** The far end's. */
  get address(): string {
    return this.peer.address
  }

  get transport(): TransportKind {
    return this.peer.transport
  }

  get localAddress(): string | undefined {
    return this.#carrier.localAddress
  }

  get isOpen(): boolean {
    return this.#carrier.isOpen
  }

  get hasEarned(): boolean {
    return this.#tenure.hasEarned
  }

  earn(): void {
    this.#tenure.earn()
  }

  /** To be asked now and then. */
  closeIfOver(): void {
    const reason = this.#tenure.overBecause(this.#nowMs())
    if (reason !== undefined) this.close(new Error(reason))
  }

  send(bytes: Uint8Array, onError?: (error: Error) => void): void {
    const limit = this.hasEarned ? this.#limits.maxBufferedBytes : this.#limits.maxBufferedBytesOfStranger
    if (this.#carrier.waitingBytes + bytes.length > limit)
      this.close(new Error(`more than ${limit} bytes wait to be sent`))
    if (onError !== undefined) this.#unsent.add(onError)
    this.#carrier.write(bytes, (error) => {
      // What a write failed of comes with the end of the connection, in better words.
      if (!error && onError !== undefined) this.#unsent.delete(onError)
    })
  }

  close(reason?: Error): void {
    this.#closedBecause ??= reason
    this.#carrier.destroy()
  }

  #receive(frames: readonly Frame[], isMidMessage: boolean, onFrame: ConnectionOptions['onFrame']): void {
    const nowMs = this.#nowMs()
    const isComplete = frames.some(({ kind }) => kind === 'message')
    const isRequest = frames.some(isFaultless)
    this.#tenure.heard(nowMs, { isComplete, isRequest, isMidMessage })
    for (const frame of frames) {
      if (frame.kind === 'ping') this.#pong(nowMs)
      else onFrame(frame, this)
      if (frame.kind !== 'broken') continue
      // What was answered to a broken stream still leaves.
      this.#tenure.broken(nowMs)
      this.#carrier.end()
    }
  }

  #pong(nowMs: number): void {
    if (nowMs - this.#pongs.sinceMs >= MINUTE_MS) this.#pongs = { sinceMs: nowMs, count: 0 }
    this.#pongs.count += 1
    if (this.#pongs.count <= this.#limits.maxPongsPerMinute) this.send(PONG)
  }

  #failUnsent(error: Error): void {
    const waiting = [...this.#unsent]
    this.#unsent.clear()
    for (const fail of waiting) fail(error)
  }
}

function isFaultless(frame: Frame): boolean {
  return frame.kind === 'message' && frame.read.fault === undefined && frame.read.message.kind === 'request'
}
