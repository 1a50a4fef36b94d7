import type { HeaderEntry } from '../message/headers.ts'
import { reasonPhrase } from '../message/reason-phrases.ts'
import type { ReferProgress } from '../user-agent.ts'
import type { DialogChannel } from './dialog-channel.ts'
import type { SessionHost } from './session-host.ts'

/** How long one is granted, and how long it may be refreshed: no call rings longer. */
const GRANTED_SEC = 300
const MAX_LIFE_MS = 1_800_000
const MAX_REASON_CHARS = 60

export interface ReferSubscriptionOptions {
  readonly host: Pick<SessionHost, 'timers' | 'clock'>
  readonly channel: Pick<DialogChannel, 'request'>
  /** `refer`, from the second REFER of a dialog on with `;id=` and its CSeq (RFC 3515 §2.4.6). */
  readonly event: string
  /** Nothing more is sent. */
  readonly onOver: () => void
}

/**
 * The implicit subscription of a REFER, told of by NOTIFY (RFC 3515 §2.4.4). It is a usage of the dialog of its own and goes on after the call's BYE
 * (RFC 5057). One NOTIFY is under way at a time, so that none overtakes another; what happens meanwhile is told by its latest state.
 */
export class ReferSubscription implements ReferProgress {
  readonly event: string
  readonly #options: ReferSubscriptionOptions
  readonly #lastMs: number
  #line = 'SIP/2.0 100 Trying'
  #expiresMs = 0
  #stopTimer: () => void = () => {}
  #isSending = false
  #hasNews = false
  /** Set once its end is decided. */
  #endReason: 'noresource' | 'timeout' | undefined
  #isOver = false

  constructor(options: ReferSubscriptionOptions) {
    this.#options = options
    this.event = options.event
    this.#lastMs = options.host.clock.now() + MAX_LIFE_MS
    this.#expireIn(GRANTED_SEC)
    this.#notify()
  }

  tell(status: number, reason = reasonPhrase(status)): void {
    if (this.#endReason !== undefined || this.#isOver) return
    this.#line = `SIP/2.0 ${status} ${reason.replaceAll(/[^ -~]/g, '?').slice(0, MAX_REASON_CHARS)}`
    if (status >= 200) this.#end('noresource')
    else this.#notify()
  }

  /** A SUBSCRIBE for so many seconds: it is told at once where things stand. 0 ends it, and so does the end of all refreshing. Returns how to do it, and what is granted. */
  grant(wantedSec: number = GRANTED_SEC): { readonly seconds: number; readonly begin: () => void } {
    const leftMs = this.#lastMs - this.#options.host.clock.now()
    const seconds = this.#endReason === undefined ? Math.min(wantedSec, GRANTED_SEC, Math.floor(leftMs / 1_000)) : 0
    return {
      seconds,
      begin: () => {
        if (seconds <= 0) return this.#end('timeout')
        this.#expireIn(seconds)
        this.#notify()
      },
    }
  }

  #expireIn(seconds: number): void {
    const { timers, clock } = this.#options.host
    this.#expiresMs = clock.now() + seconds * 1_000
    this.#stopTimer()
    this.#stopTimer = timers.after(seconds * 1_000, () => this.#end('timeout'))
  }

  #end(reason: 'noresource' | 'timeout'): void {
    if (this.#endReason !== undefined || this.#isOver) return
    this.#endReason = reason
    this.#stopTimer()
    this.#notify()
  }

  #secondsLeft(): number {
    if (this.#endReason !== undefined) return 0
    return Math.max(1, Math.ceil((this.#expiresMs - this.#options.host.clock.now()) / 1_000))
  }

  #notify(): void {
    this.#hasNews = this.#isSending
    if (this.#isSending || this.#isOver) return
    this.#isSending = true
    const isLast = this.#endReason !== undefined
    const state = isLast ? `terminated;reason=${this.#endReason}` : `active;expires=${this.#secondsLeft()}`
    const headers: HeaderEntry[] = [
      ['Event', this.event],
      ['Subscription-State', state],
    ]
    const body = { contentType: 'message/sipfrag;version=2.0', content: `${this.#line}\r\n` }
    this.#options.channel.request({ method: 'NOTIFY', headers, body }, ({ status }) => {
      this.#isSending = false
      // Whoever refuses one, or is not there, is told no more.
      if (isLast || status >= 300) this.#over()
      else if (this.#hasNews) this.#notify()
    })
  }

  #over(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#stopTimer()
    this.#options.onOver()
  }
}
