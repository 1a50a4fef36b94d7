import type { PhoneEvent } from './core/phone-event.ts'

/** What the phone registers with, and where. */
export interface PhoneAccount {
  /** `ws://127.0.0.1:40123` */
  readonly address: string
  readonly realm: string
  readonly username: string
  readonly password: string
}

/**
 * Whatever speaks SIP for the phone. It tells what happens as events, and hands over what is heard of each call. Asked about a call that is gone, it
 * does nothing. Streams given to it stay the caller's to end.
 */
export interface PhoneDriver {
  /** Registers, and stays registered. */
  start(account: PhoneAccount): void
  /** Ends calls and registration. */
  stop(): void
  /** Registers once more after a refusal. */
  again(): void
  /** The id of the call; undefined when that number cannot be written as an address. */
  call(number: string, voice: MediaStream): string | undefined
  answer(id: string, voice: MediaStream): void
  /** Declines a call that rings here with 603, so that it is not taken for a busy phone. */
  hangUp(id: string): void
  /** False: the two sides are agreeing on something just now; ask again in a moment. */
  hold(id: string, isHeld: boolean): boolean
  mute(id: string, isMuted: boolean): void
  /** As an RFC 4733 event. */
  key(id: string, key: string): void
  /** Sends the other side to the number, and lets go of the call when it is there (RFC 5589 §6). */
  transfer(id: string, number: string): void
  /** Connects the other sides of two calls, of which we began one (RFC 5589 §7). False: we began neither. */
  join(id: string, otherId: string): boolean
}

export interface DriverListener {
  readonly onEvent: (event: PhoneEvent) => void
  /** The voice of the other side of a call, as often as it changes. */
  readonly onVoice: (id: string, voice: MediaStream) => void
}
