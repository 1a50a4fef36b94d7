import type { HeaderEntry } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import type { Timers } from '../user-agent-options.ts'
import type { DialogChannel, Outcome } from './dialog-channel.ts'
import { allowsUpdate, answerToTimer, longerThan, type SessionTerms, termsOf, timerHeaders } from './session-expires.ts'

export interface SessionRefreshOptions {
  readonly timers: Timers
  /** Undefined once the call is over. */
  readonly channel: () => DialogChannel | undefined
  /** A re-INVITE that says what was said before, with `headers` of ours. */
  readonly reoffer: () => Promise<Outcome>
  /** A 2xx to an UPDATE of ours. */
  readonly onSettled: (response: SipResponse) => void
  /** The call is to end; the words are for its record. */
  readonly onExpired: (words: string) => void
}

/** Plain data: what goes on after a restart. */
export interface KeptTimer extends SessionTerms {
  readonly takesUpdate: boolean
}

/** A refresh that was refused is tried again so soon, until the session would end. */
const AGAIN_MS = 10_000
/** RFC 4028 §10: the BYE goes so long before the end, or a third of the whole. */
const EARLY_SEC = 32

/** The session timer of one call, once there is one: RFC 4028 §7.2, §7.4, §9, §10. */
export class SessionRefresh {
  readonly #options: SessionRefreshOptions
  #terms: SessionTerms | undefined
  #smallestSec = 0
  #stopExpiry = () => {}
  #stopRefresh = () => {}
  #isStopped = false
  /** They take UPDATE. */
  #takesUpdate = false

  constructor(options: SessionRefreshOptions) {
    this.#options = options
  }

  /** Undefined while there is none. */
  get kept(): KeptTimer | undefined {
    return this.#terms && { ...this.#terms, takesUpdate: this.#takesUpdate }
  }

  /** Nobody knows when it was last refreshed: where that is ours it is done at once. */
  resume({ takesUpdate, ...terms }: KeptTimer): void {
    this.#takesUpdate = takesUpdate
    this.#agree(terms)
    this.#stopRefresh()
    if (terms.isOurs) this.#refreshIn(0)
  }

  /** The headers of our 2xx to a request that refreshes; the time begins anew. */
  answer(request: SipRequest): readonly HeaderEntry[] {
    this.#takesUpdate ||= allowsUpdate(request.headers)
    const answer = answerToTimer(request, this.#terms)
    this.#agree(answer?.terms)
    return answer?.headers ?? []
  }

  /** A 2xx to a request of ours that refreshes. */
  answered(response: SipResponse): void {
    this.#takesUpdate ||= allowsUpdate(response.headers)
    this.#agree(termsOf(response))
  }

  /** Of any request of ours that refreshes, for one without would end the agreement. */
  headers(): readonly HeaderEntry[] {
    const terms = this.#terms
    if (terms === undefined) return []
    return timerHeaders(terms.intervalSec, this.#smallestSec, terms.isOurs ? ';refresher=uac' : ';refresher=uas')
  }

  stop(): void {
    this.#isStopped = true
    this.#stopExpiry()
    this.#stopRefresh()
  }

  #agree(terms: SessionTerms | undefined): void {
    this.#terms = terms
    this.#stopExpiry()
    this.#stopRefresh()
    if (terms === undefined || this.#isStopped) return
    const { intervalSec, isOurs } = terms
    const { timers, onExpired } = this.#options
    const spareSec = Math.min(EARLY_SEC, Math.floor(intervalSec / 3))
    this.#stopExpiry = timers.after((intervalSec - spareSec) * 1_000, () => onExpired(notRefreshed(terms)))
    if (isOurs) this.#refreshIn(intervalSec * 500)
  }

  #refreshIn(delayMs: number): void {
    this.#stopRefresh = this.#options.timers.after(delayMs, () => {
      void this.#send().then((outcome) => this.#sent(outcome))
    })
  }

  /** RFC 4028 §7.4: no offer is needed, the session stays as it is. Whoever does not know UPDATE after all gets a re-INVITE. */
  async #send(): Promise<Outcome> {
    const { channel: channelOf, reoffer, onSettled } = this.#options
    if (!this.#takesUpdate) return reoffer()
    const channel = channelOf()
    if (channel === undefined) return { status: 481 }
    const outcome = await new Promise<Outcome>((resolve) => {
      channel.request({ method: 'UPDATE', headers: this.headers() }, resolve)
    })
    if (outcome.status === 405 || outcome.status === 501) {
      this.#takesUpdate = false
      return reoffer()
    }
    if (outcome.response !== undefined && outcome.status < 300) onSettled(outcome.response)
    return outcome
  }

  /** A 2xx has been told of by `answered`. */
  #sent({ status, response }: Outcome): void {
    const terms = this.#terms
    if (this.#isStopped || terms === undefined || status < 300) return
    // RFC 4028 §7.4 ends the call of a time-out too. A network that fails for a minute should not: silence is asked again.
    if (response !== undefined && (status === 408 || status === 481))
      return this.#options.onExpired(`did not answer the refresh of the session, as if it were gone (${status})`)
    const longer = status === 422 && response !== undefined ? longerThan(terms.intervalSec, response) : undefined
    // Once at once: a peer that asks for more each time would have us refresh without end.
    const isFirst = longer !== undefined && this.#smallestSec === 0
    if (longer !== undefined) {
      this.#smallestSec = longer
      this.#terms = { ...terms, intervalSec: longer }
    }
    this.#refreshIn(isFirst ? 0 : AGAIN_MS)
  }
}

const notRefreshed = ({ intervalSec, isOurs }: SessionTerms) =>
  isOurs
    ? `left every refresh of the session without effect for ${intervalSec} s`
    : `did not refresh the session within ${intervalSec} s`
