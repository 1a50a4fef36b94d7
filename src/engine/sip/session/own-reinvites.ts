import type { SipResponse } from '../message/message.ts'
import { sdpBody, sdpOf } from './body.ts'
import type { DialogChannel, InDialogRequest, Outcome } from './dialog-channel.ts'
import type { SessionHost } from './session-host.ts'

export type ReinviteResult = { ok: true; sdpAnswer: string } | { ok: false; status: number; response?: SipResponse }

export interface OwnReinvitesOptions {
  readonly host: SessionHost
  /** RFC 3261 §14.1: whoever made the Call-ID waits longer after a 491. */
  readonly isCallIdOwner: () => boolean
  /** Undefined once the call is over. */
  readonly channel: () => DialogChannel | undefined
  /** As long as our answer waits for its ACK nothing new is offered. */
  readonly whenAcked: () => Promise<void>
  readonly headers: () => InDialogRequest['headers']
  /** A 2xx. */
  readonly onSettled: (response: SipResponse) => void
  /** 481 or 408: the dialog is no more (§14.1). */
  readonly onGone: (outcome: Outcome) => void
}

const MAX_GLARE_RETRIES = 4

/** Re-INVITEs of ours in one dialog: one after the other, tried again where they met one of theirs (RFC 3261 §14.1). */
export class OwnReinvites {
  readonly #options: OwnReinvitesOptions
  #isUnderWay = false
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: OwnReinvitesOptions) {
    this.#options = options
  }

  /** One of ours waits for its answer. */
  get isUnderWay(): boolean {
    return this.#isUnderWay
  }

  reinvite(sdpOffer: string): Promise<ReinviteResult> {
    const result = this.#last.then(() => this.#throughGlare(sdpOffer))
    this.#last = result
    return result
  }

  async #throughGlare(sdpOffer: string): Promise<ReinviteResult> {
    const { whenAcked, channel: channelOf, onGone } = this.#options
    await whenAcked()
    for (let attempt = 0; ; attempt++) {
      const channel = channelOf()
      if (channel === undefined) return { ok: false, status: 481 }
      const { status, response } = await this.#once(channel, sdpOffer)
      const sdpAnswer = response && status < 300 ? sdpOf(response) : undefined
      if (sdpAnswer !== undefined) return { ok: true, sdpAnswer }
      if (status < 300) return { ok: false, status: 488 }
      if (status === 481 || status === 408) onGone({ status, ...(response && { response }) })
      if (status !== 491 || attempt === MAX_GLARE_RETRIES) return { ok: false, status, ...(response && { response }) }
      await this.#waitOutGlare()
    }
  }

  async #once(channel: DialogChannel, sdpOffer: string): Promise<Outcome> {
    const { headers: headersOf, onSettled } = this.#options
    const headers = headersOf()
    this.#isUnderWay = true
    const outcome = await new Promise<Outcome>((resolve) => {
      channel.request({ method: 'INVITE', ...(headers && { headers }), body: sdpBody(sdpOffer) }, resolve)
    })
    this.#isUnderWay = false
    if (outcome.response !== undefined && outcome.status < 300) onSettled(outcome.response)
    return outcome
  }

  /** §14.1: 2.1-4 s for the owner of the Call-ID, else 0-2 s, in steps of 10 ms. */
  #waitOutGlare(): Promise<void> {
    const { host, isCallIdOwner } = this.#options
    const part = Number.parseInt(host.random().slice(0, 6), 36) % 191
    const delayMs = isCallIdOwner() ? 2_100 + part * 10 : part * 10
    return new Promise((resolve) => {
      host.timers.after(delayMs, resolve)
    })
  }
}
