import type { Frame } from '../message/stream-framer.ts'

/** What carries the messages of one connection: a byte stream, plain or encrypted, or a WebSocket. */
export interface Carrier {
  readonly isOpen: boolean
  readonly localAddress: string | undefined
  /** Bytes that the system has not taken yet. */
  readonly waitingBytes: number
  /** One message, or a keep-alive. `done` has an error when it did not leave, and then `onClose` follows. */
  write(bytes: Uint8Array, done: (error?: Error | null) => void): void
  /** What was written still leaves; then the other side ends it, or our patience. */
  end(): void
  destroy(): void
}

export interface CarrierEvents {
  /** A connection of ours is there. */
  onOpen(this: void): void
  /** `isMidMessage`: after them a message has begun and is not complete. */
  onFrames(this: void, frames: readonly Frame[], isMidMessage: boolean): void
  /** Last of all, once. */
  onClose(this: void, error?: Error): void
}

/** Begins to carry: nothing happens before it returns. */
export type Carry = (events: CarrierEvents) => Carrier
