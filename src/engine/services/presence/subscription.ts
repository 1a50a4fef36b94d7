import type { Clock } from '../../sip/user-agent-options.ts'
import type { EventDialog, MessageBody } from '../../sip/user-agent.ts'
import type { KeptSubscription } from './kept-subscription.ts'
import type { EventPackage } from './subscribe-request.ts'

/** RFC 6665 §4.1.3. `deactivated`: ask again at once. */
export type EndReason = 'deactivated' | 'timeout' | 'noresource' | 'rejected'

/** What stays the same as long as it lasts. */
export interface SubscriptionAbout {
  readonly deviceId: string
  readonly event: EventPackage
  readonly eventId: string
  /** The user part that was asked for. */
  readonly address: string
  /** And the whole URI. */
  readonly entity: string
  readonly isList: boolean
}

export interface SubscriptionOptions {
  readonly about: SubscriptionAbout
  readonly dialog: EventDialog
  readonly clock: Clock
  readonly expiresMs: number
  /** Of its first document. */
  readonly version: number
  /** What to tell now; undefined when nothing has changed. A string: the subscription ends for that reason. */
  readonly look: (isWhole: boolean) => MessageBody | EndReason | undefined
  readonly hasLostConnection: () => boolean
  /** Something is to be told that had to wait for the answer to the last NOTIFY. */
  readonly onNews: () => void
  /** Nothing more is sent. */
  readonly onOver: () => void
}

/** One subscription of a phone (RFC 6665 §4.2.2). One NOTIFY is under way at a time; what happens meanwhile is told by its latest state. */
export class Subscription {
  readonly about: SubscriptionAbout
  readonly dialog: EventDialog
  /** By the clock that measures. */
  expiresMs: number
  /** What changes it. */
  keys: readonly string[] = []
  /** It would be looked at again by itself later. */
  stopLookingAgain: () => void = () => {}
  /** When something was told last. */
  toldMs = Number.NEGATIVE_INFINITY
  readonly #options: SubscriptionOptions
  #isSending = false
  #hasNews = false
  #wantsWhole = true
  #endReason: EndReason | undefined
  #isOver = false

  constructor(options: SubscriptionOptions) {
    this.#options = options
    this.about = options.about
    this.dialog = options.dialog
    this.expiresMs = options.expiresMs
  }

  get isOver(): boolean {
    return this.#isOver
  }

  get kept(): KeptSubscription {
    const { about, version } = this.#options
    return { about, version, dialog: this.dialog.kept, expiresMs: this.expiresMs }
  }

  /** What has changed, if anything; everything when that is asked for. */
  tell(isWhole = false): void {
    if (this.#isOver) return
    this.#wantsWhole ||= isWhole
    this.#hasNews = this.#isSending
    if (this.#isSending) return
    const found = this.#isShut() ? undefined : this.#options.look(this.#wantsWhole)
    if (typeof found === 'string') this.#endReason ??= found
    const body = typeof found === 'string' ? undefined : found
    if (body === undefined && this.#endReason === undefined) return
    this.#wantsWhole = false
    this.#send(body)
  }

  /** Tells the last state and that it is the last. */
  end(reason: EndReason): void {
    this.#endReason ??= reason
    this.tell(true)
  }

  /** Without a word: nobody is there to hear it. */
  drop(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.dialog.end()
    this.#options.onOver()
  }

  /** Whoever may not be told gets no state with the end. */
  #isShut(): boolean {
    return this.#endReason === 'deactivated' || this.#endReason === 'rejected'
  }

  #send(body: MessageBody | undefined): void {
    const { event, eventId, isList } = this.about
    const isLast = this.#endReason !== undefined
    this.#isSending = true
    this.toldMs = this.#options.clock.now()
    const headers: [string, string][] = [
      ['Event', eventId === '' ? event : `${event};id=${eventId}`],
      ['Subscription-State', isLast ? `terminated;reason=${this.#endReason}` : `active;expires=${this.#secondsLeft()}`],
    ]
    if (isList) headers.push(['Require', 'eventlist'])
    const notified = this.dialog.request({ method: 'NOTIFY', headers, ...(body ? { body } : {}) })
    void notified.then((status) => this.#answered(status, isLast))
  }

  /** Whoever refuses one, or is not there, is told no more (RFC 6665 §4.2.2); a connection that broke meanwhile says nothing about its phone. */
  #answered(status: number, wasLast: boolean): void {
    this.#isSending = false
    if (this.#isOver) return
    if (status >= 300 && !wasLast && this.#options.hasLostConnection()) {
      this.#wantsWhole = true
      this.#options.onNews()
    } else if (wasLast || status >= 300) this.drop()
    else if (this.#endReason !== undefined || this.#wantsWhole) this.tell()
    else if (this.#hasNews) this.#options.onNews()
  }

  #secondsLeft(): number {
    return Math.max(1, Math.ceil((this.expiresMs - this.#options.clock.now()) / 1_000))
  }
}
