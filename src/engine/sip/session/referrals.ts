import type { ResponseParts } from '../message/build.ts'
import { readUint } from '../message/chars.ts'
import { RemoteProtocolError } from '../message/errors.ts'
import { essentialsOf } from '../message/essentials.ts'
import { MAX_UINT32 } from '../message/limits.ts'
import { param, parseParams } from '../message/params.ts'
import type { ServerTransaction } from '../transaction/server-transaction.ts'
import type { Referral, ReferProgress } from '../user-agent.ts'
import type { DialogChannel } from './dialog-channel.ts'
import { readRefer, type ReferRequest } from './refer-request.ts'
import { ReferSubscription } from './refer-subscription.ts'
import type { SessionHost } from './session-host.ts'

/** Whoever asks gives up after 32 s. */
const DECIDE_WITHIN_MS = 20_000

export interface ReferralsOptions {
  readonly host: Pick<SessionHost, 'timers' | 'clock'>
  readonly channel: DialogChannel
  readonly respond: (transaction: ServerTransaction, parts: ResponseParts) => void
  /** False: nobody wants to decide. */
  readonly ask: (referral: Referral) => boolean
  /** `needsDialog` may have become false. */
  readonly onQuiet: () => void
}

/** The REFERs of one dialog, one at a time: RFC 3515, RFC 4488. */
export class Referrals {
  readonly #options: ReferralsOptions
  #count = 0
  /** From a REFER until its final status is told. */
  #isBusy = false
  #isUndecided = false
  #subscription: ReferSubscription | undefined

  constructor(options: ReferralsOptions) {
    this.#options = options
  }

  /** Somebody in this dialog waits for our decision, or is told how it goes on. */
  get needsDialog(): boolean {
    return this.#isUndecided || this.#subscription !== undefined
  }

  /** Throws `RemoteProtocolError` for what `readRefer` refuses. */
  receiveRefer(transaction: ServerTransaction): void {
    const { respond, ask } = this.#options
    // 491 and not 403: the same may be asked again when the first is through.
    if (this.#isBusy) return respond(transaction, { status: 491, reason: 'A REFER of this dialog is under way' })
    const asked = readRefer(transaction.request)
    this.#count += 1
    this.#isBusy = true
    const referral = this.#referral(transaction, asked)
    if (!ask(referral)) referral.refuse({ status: 403 })
  }

  /** RFC 3515 §2.4.4: whoever is told may say for how long. */
  receiveSubscribe(transaction: ServerTransaction): void {
    const { respond } = this.#options
    const { headers } = transaction.request
    const [event = '', another] = headers.getAll('Event')
    const semicolon = event.indexOf(';')
    const name = (semicolon < 0 ? event : event.slice(0, semicolon)).trim().toLowerCase()
    if (name !== 'refer' || another !== undefined)
      return respond(transaction, { status: 489, headers: [['Allow-Events', 'refer']] })
    const id = semicolon < 0 ? undefined : param(parseParams(event, semicolon, 'Event'), 'id')
    const subscription = this.#subscription
    if (subscription === undefined || subscription.event !== eventOf(id))
      return respond(transaction, { status: 481, reason: 'No such subscription' })
    const expires = headers.get('Expires')
    const wanted = expires === undefined ? undefined : readUint(expires.trim(), MAX_UINT32)
    if (expires !== undefined && wanted === undefined)
      throw new RemoteProtocolError('bad-header', `Expires "${expires.slice(0, 40)}" is not a number`)
    const granted = subscription.grant(wanted)
    // The answer comes before the NOTIFY that it causes.
    respond(transaction, { status: 200, headers: [['Expires', String(granted.seconds)]] })
    granted.begin()
  }

  #referral(transaction: ServerTransaction, { isSubscribed, ...asked }: ReferRequest): Referral {
    const { respond, host, onQuiet } = this.#options
    let isDecided = false
    this.#isUndecided = true
    const decide = (parts: ResponseParts): boolean => {
      if (isDecided) return false
      isDecided = true
      this.#isUndecided = false
      stopTimer()
      respond(transaction, parts)
      return true
    }
    const refuse = (parts: ResponseParts): void => {
      const status = parts.status >= 300 && parts.status < 700 ? parts.status : 403
      if (!decide({ ...parts, status })) return
      this.#isBusy = false
      onQuiet()
    }
    const stopTimer = host.timers.after(DECIDE_WITHIN_MS, () => refuse({ status: 480 }))
    const { number } = essentialsOf(transaction.request).cseq
    return {
      ...asked,
      refuse,
      accept: () => {
        const headers: ResponseParts['headers'] = isSubscribed ? [] : [['Refer-Sub', 'false']]
        if (!decide({ status: 202, headers })) return tellsNobody
        return isSubscribed ? this.#subscribe(number) : this.#untold()
      },
    }
  }

  #subscribe(cseq: number): ReferProgress {
    const { host, channel, onQuiet } = this.#options
    const subscription = new ReferSubscription({
      host,
      channel,
      event: eventOf(this.#count > 1 ? String(cseq) : undefined),
      onOver: () => {
        this.#isBusy = false
        this.#subscription = undefined
        onQuiet()
      },
    })
    this.#subscription = subscription
    return subscription
  }

  #untold(): ReferProgress {
    this.#options.onQuiet()
    return {
      tell: (status) => {
        if (status >= 200) this.#isBusy = false
      },
    }
  }
}

const tellsNobody: ReferProgress = { tell() {} }

function eventOf(id: string | undefined): string {
  return id === undefined ? 'refer' : `refer;id=${id}`
}
