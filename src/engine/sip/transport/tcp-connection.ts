import type { Socket } from 'node:net'
import { type Frame, StreamFramer } from '../message/stream-framer.ts'
import type { TransportLimits } from './limits.ts'

const PONG = Buffer.from('\r\n')

/** One TCP connection, in or out, until either side closes it. */
export class TcpConnection {
  readonly flowId: string
  readonly address: string
  readonly port: number
  readonly #socket: Socket
  readonly #limits: TransportLimits
  readonly #framer = new StreamFramer()
  /** Writes not yet known to have left. */
  readonly #unsent = new Set<(error: Error) => void>()
  #error: Error | undefined

  constructor(options: {
    socket: Socket
    flowId: string
    address: string
    port: number
    limits: TransportLimits
    onFrame: (frame: Frame, connection: TcpConnection) => void
    onClosed: (connection: TcpConnection) => void
  }) {
    const { socket, limits } = options
    this.#socket = socket
    this.#limits = limits
    this.flowId = options.flowId
    this.address = options.address
    this.port = options.port
    socket.setNoDelay(true)
    socket.setTimeout(socket.connecting ? limits.connectTimeoutMs : limits.idleTimeoutMs, () => {
      this.close(new Error(socket.connecting ? 'not connected in time' : 'idle'))
    })
    socket.once('connect', () => socket.setTimeout(limits.idleTimeoutMs))
    socket.on('data', (chunk) => {
      for (const frame of this.#framer.push(chunk as Buffer)) this.#receive(frame, options.onFrame)
    })
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

  send(bytes: Uint8Array, onError?: (error: Error) => void): void {
    if (this.#socket.writableLength + bytes.length > this.#limits.maxBufferedBytes)
      this.close(new Error(`more than ${this.#limits.maxBufferedBytes} bytes wait to be sent`))
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

  #receive(frame: Frame, onFrame: (frame: Frame, connection: TcpConnection) => void): void {
    if (frame.kind === 'ping') this.send(PONG)
    else onFrame(frame, this)
    // What was answered to a broken stream still leaves: half-close, then the other side or the idle timer ends it.
    if (frame.kind === 'broken') this.#socket.end()
  }

  #failUnsent(): void {
    const waiting = [...this.#unsent]
    this.#unsent.clear()
    for (const fail of waiting) fail(this.#error ?? new Error('connection closed'))
  }
}
