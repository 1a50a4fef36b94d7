import type { Socket } from 'node:net'
import type { RawData, WebSocket } from 'ws'
import { RemoteProtocolError } from '../message/errors.ts'
import { readMessage } from '../message/parse-message.ts'
import { type Frame, isLineEnd } from '../message/stream-framer.ts'
import type { Carrier, CarrierEvents } from './carrier.ts'

/** Pings of the WebSocket itself wait for no more than so many bytes to leave. */
const MAX_WAITING_FOR_PONG = 4_096
const POLICY_VIOLATION = 1_008

/** One message to a message of the WebSocket, text or binary (RFC 7118 §5); before the handshake, nothing. */
export class WebSocketCarrier implements Carrier {
  readonly #stream: Socket
  readonly #events: CarrierEvents
  #socket: WebSocket | undefined
  #error: Error | undefined

  constructor(stream: Socket, events: CarrierEvents) {
    this.#stream = stream
    this.#events = events
    stream.on('error', (error) => {
      this.#error = error
    })
    stream.on('close', () => events.onClose(this.#error))
  }

  /** The handshake is over. */
  opened(socket: WebSocket): void {
    this.#socket = socket
    socket.on('message', (data) => this.#events.onFrames(framesOf(data), false))
    socket.on('ping', (data) => {
      if (this.waitingBytes < MAX_WAITING_FOR_PONG) socket.pong(data)
    })
    // Too large, not UTF-8, no frame at all: it says why and ends by itself.
    socket.on('error', (error) => {
      this.#error ??= error
    })
  }

  get isOpen(): boolean {
    return this.#socket !== undefined && this.#socket.readyState === this.#socket.OPEN
  }

  get localAddress(): string | undefined {
    return this.#stream.localAddress
  }

  get waitingBytes(): number {
    return this.#socket?.bufferedAmount ?? 0
  }

  write(bytes: Uint8Array, done: (error?: Error | null) => void): void {
    if (this.#socket === undefined) done(new Error('no WebSocket yet'))
    else this.#socket.send(bytes, { binary: false }, done)
  }

  end(): void {
    this.#socket?.close(POLICY_VIOLATION)
  }

  destroy(): void {
    this.#stream.destroy()
  }
}

function framesOf(data: RawData): readonly Frame[] {
  const bytes = data as Buffer // what `binaryType` is unless told otherwise
  // CRLF CRLF asks and is answered; CRLF is an answer, and so is nothing (RFC 7118 §6).
  if (bytes.every(isLineEnd)) return bytes.length < 4 ? [] : [{ kind: 'ping' }]
  try {
    return [{ kind: 'message', read: readMessage(bytes) }]
  } catch (error) {
    if (error instanceof RemoteProtocolError) return [{ kind: 'unreadable', error }]
    throw error
  }
}
