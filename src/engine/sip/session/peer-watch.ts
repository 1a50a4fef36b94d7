import type { Timers } from '../user-agent-options.ts'
import type { Outcome } from './dialog-channel.ts'

const ASK_AFTER_MS = 300_000
const ASK_AGAIN_MS = 60_000
const MAX_MISSES = 3

export interface PeerWatchOptions {
  readonly timers: Timers
  /** Sends OPTIONS in the dialog. */
  readonly ask: (done: (outcome: Outcome) => void) => void
  readonly onGone: (outcome: Outcome) => void
}

/**
 * Notices that the other side of a confirmed dialog is no more: a phone without power says no BYE, and its call would last for
 * ever. After 5 minutes in which it said nothing it is asked (RFC 3261 §11.2); 481, or no answer three times running, is the end
 * (§12.2.1.2). Any other answer is a sign of life, also a refusal.
 */
export class PeerWatch {
  readonly #options: PeerWatchOptions
  #stopTimer: (() => void) | undefined
  #misses = 0
  #isStopped = false

  constructor(options: PeerWatchOptions) {
    this.#options = options
    this.#askIn(ASK_AFTER_MS)
  }

  /** A request of theirs came: nothing need be asked for a while. */
  heard(): void {
    if (this.#isStopped) return
    this.#misses = 0
    this.#askIn(ASK_AFTER_MS)
  }

  stop(): void {
    this.#isStopped = true
    this.#stopTimer?.()
  }

  #askIn(delayMs: number): void {
    this.#stopTimer?.()
    this.#stopTimer = this.#options.timers.after(delayMs, () => this.#options.ask((outcome) => this.#asked(outcome)))
  }

  #asked(outcome: Outcome): void {
    if (this.#isStopped) return
    if (outcome.response !== undefined && outcome.status !== 481 && outcome.status !== 408) return this.heard()
    this.#misses += 1
    if (outcome.status === 481 || this.#misses >= MAX_MISSES) this.#options.onGone(outcome)
    else this.#askIn(ASK_AGAIN_MS)
  }
}
