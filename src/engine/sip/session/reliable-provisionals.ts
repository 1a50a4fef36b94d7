import { readUint } from '../message/chars.ts'
import type { ResponseParts } from '../message/build.ts'
import { MAX_UINT32 } from '../message/limits.ts'
import type { SipHeaders } from '../message/message.ts'
import { SIXTY_FOUR_T1_MS, T1_MS } from '../transaction/timer-values.ts'
import type { Timers } from '../user-agent-options.ts'

/** What a message says of itself: it is to be acknowledged, or its provisional answers are. */
export function requiresReliable(headers: SipHeaders): boolean {
  return headers.getAll('Require').some((tag) => tag.toLowerCase() === '100rel')
}

/** The number of a provisional response that is to be acknowledged; undefined: it need not be. */
export function reliableNumber(headers: SipHeaders): number | undefined {
  const value = headers.get('RSeq')
  return value !== undefined && requiresReliable(headers) ? readUint(value, MAX_UINT32) : undefined
}

/** Responses that wait for the one before to be acknowledged. */
const MAX_WAITING = 16

export interface ReliableProvisionalsOptions {
  readonly timers: Timers
  /** Of the INVITE. */
  readonly cseq: number
  /** 1 to 2^31 - 1 (RFC 3262 §3). */
  readonly firstNumber: number
  readonly send: (parts: ResponseParts) => void
  /** One was not acknowledged in 32 s: the INVITE is to be refused. */
  readonly onGivenUp: () => void
}

/** Provisional responses of ours that are repeated until they are acknowledged, one after the other: RFC 3262 §3. */
export class ReliableProvisionals {
  readonly #options: ReliableProvisionalsOptions
  #number: number
  #current: ResponseParts | undefined
  #waiting: ResponseParts[] = []
  #whenSettled: (() => void) | undefined
  #stopRepeat = () => {}
  #stopGivingUp = () => {}
  #saidSdp = false
  #isSdpAcknowledged = false

  constructor(options: ReliableProvisionalsOptions) {
    this.#options = options
    this.#number = options.firstNumber
  }

  /** Ours, with a description, has arrived: nothing more of it need be said in the answer. */
  get isSdpAcknowledged(): boolean {
    return this.#isSdpAcknowledged
  }

  /** A description that was said is not said again. */
  send(parts: ResponseParts): void {
    const { body: _, ...plain } = parts
    const next = this.#saidSdp ? plain : parts
    this.#saidSdp ||= parts.body !== undefined
    if (this.#current === undefined) this.#begin(next)
    else if (this.#waiting.length < MAX_WAITING) this.#waiting.push(next)
  }

  /** By RAck, `response number, CSeq number, method`. False: it is about none that waits (481). */
  acknowledge(rack: string): boolean {
    const { cseq } = this.#options
    const current = this.#current
    if (current === undefined || rack.trim().split(/\s+/).join(' ') !== `${this.#number} ${cseq} INVITE`) return false
    this.#stop()
    this.#isSdpAcknowledged ||= current.body !== undefined
    this.#current = undefined
    this.#number += 1
    const next = this.#waiting.shift()
    if (next !== undefined) this.#begin(next)
    this.#settle()
    return true
  }

  /** Once nothing with a description waits any more; what else waits is not sent then, for the final answer says it all. */
  whenSettled(action: () => void): void {
    this.#whenSettled = action
    this.#settle()
  }

  /** The final response is out, or about to be: one that was not acknowledged is not repeated, and may still be. */
  stop(): void {
    this.#stop()
    this.#waiting = []
    this.#whenSettled = undefined
  }

  #settle(): void {
    const action = this.#whenSettled
    if (action === undefined || (this.#saidSdp && !this.#isSdpAcknowledged)) return
    this.stop()
    action()
  }

  #begin(parts: ResponseParts): void {
    const headers = [...(parts.headers ?? []), ['Require', '100rel'] as const, ['RSeq', String(this.#number)] as const]
    this.#current = parts
    const say = () => this.#options.send({ ...parts, headers })
    say()
    this.#repeatAfter(T1_MS, say)
    this.#stopGivingUp = this.#options.timers.after(SIXTY_FOUR_T1_MS, () => {
      this.stop()
      this.#options.onGivenUp()
    })
  }

  #repeatAfter(delayMs: number, say: () => void): void {
    this.#stopRepeat = this.#options.timers.after(delayMs, () => {
      say()
      this.#repeatAfter(delayMs * 2, say)
    })
  }

  #stop(): void {
    this.#stopRepeat()
    this.#stopGivingUp()
  }
}
