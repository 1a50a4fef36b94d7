import type { Socket } from 'node:net'
import { type Frame, StreamFramer } from '../message/stream-framer.ts'
import type { TransportLimits } from './limits.ts'
import { Tenure } from './tenure.ts'

const PONG = Buffer.from('\r\n')
const MINUTE_MS = 60_000
/** The system asks a silent peer whether it is still there; without it a phone that lost power would hold its connection for hours. */
const PROBE_AFTER_MS = 60_000

/** One TCP connection, in or out, until either side closes it. */
export class TcpConnection {
  readonly flowId: string
  readonly address: string
  readonly port: number
  readonly #socket: Socket
  readonly #limits: TransportLimits
  readonly #nowMs: () => number
  readonly #framer = new StreamFramer()
  readonly #tenure: Tenure
  /** Writes not yet known to have left. */
  readonly #unsent = new Set<(error: Error) => void>()
  #pongs = { sinceMs: 0, count: 0 }
  #error: Error | undefined

  constructor(options: {
    socket: Socket
    flowId: string
    address: string
    port: number
    limits: TransportLimits
    /** Monotonic. */
    nowMs: () => number
    onFrame: (frame: Frame, connection: TcpConnection) => void
    onClosed: (connection: TcpConnection) => void
  }) {
    const { socket, limits, nowMs, onFrame } = options
    this.#socket = socket
    this.#limits = limits
    this.#nowMs = nowMs
    this.flowId = options.flowId
    this.address = options.address
    this.port = options.port
    this.#tenure = new Tenure(limits, nowMs(), socket.connecting)
    socket.setNoDelay(true)
    socket.setKeepAlive(true, PROBE_AFTER_MS)
    socket.once('connect', () => this.#tenure.connected(nowMs()))
    socket.on('data', (chunk) => this.#receive(chunk as Buffer, onFrame))
    socket.on('error', (error) => {
      this.#error = error
    })
    socket.on('close', () => {
      this.#failUnsent()
      options.onClosed(this)
    })
  }

  get localAddress(): string | undefined {
    return this.#socket.localAddress
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable
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
    if (this.#socket.writableLength + bytes.length > limit)
      this.close(new Error(`more than ${limit} bytes wait to be sent`))
    if (onError !== undefined) this.#unsent.add(onError)
    this.#socket.write(bytes, (error) => {
      if (onError === undefined || !this.#unsent.delete(onError)) return
      if (error) onError(error)
    })
  }

  close(reason?: Error): void {
    this.#error ??= reason
    this.#socket.destroy()
  }

  #receive(chunk: Buffer, onFrame: (frame: Frame, connection: TcpConnection) => void): void {
    const nowMs = this.#nowMs()
    const frames = this.#framer.push(chunk)
    const isComplete = frames.some(({ kind }) => kind === 'message')
    const isRequest = frames.some(isFaultless)
    this.#tenure.heard(nowMs, { isComplete, isRequest, isMidMessage: this.#framer.isMidMessage })
    for (const frame of frames) {
      if (frame.kind === 'ping') this.#pong(nowMs)
      else onFrame(frame, this)
      if (frame.kind !== 'broken') continue
      // What was answered to a broken stream still leaves: half-close, then the other side or our patience ends it.
      this.#tenure.broken(nowMs)
      this.#socket.end()
    }
  }

  #pong(nowMs: number): void {
    if (nowMs - this.#pongs.sinceMs >= MINUTE_MS) this.#pongs = { sinceMs: nowMs, count: 0 }
    this.#pongs.count += 1
    if (this.#pongs.count <= this.#limits.maxPongsPerMinute) this.send(PONG)
  }

  #failUnsent(): void {
    const waiting = [...this.#unsent]
    this.#unsent.clear()
    for (const fail of waiting) fail(this.#error ?? new Error('connection closed'))
  }
}

function isFaultless(frame: Frame): boolean {
  return frame.kind === 'message' && frame.read.fault === undefined && frame.read.message.kind === 'request'
}
