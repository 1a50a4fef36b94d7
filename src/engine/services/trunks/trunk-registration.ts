import type { Trunk } from '../../../callflow/design/document.ts'
import { formatHost } from '../../sip/message/uri.ts'
import type { SipResponse } from '../../sip/message/message.ts'
import { transportSuffix } from '../../sip/transport/transports.ts'
import type { CarrierPlaces } from './carrier-places.ts'
import { type Asked, grantedSec, longerExpiresSec } from './registrar-answer.ts'
import type { TrunkServiceOptions } from './trunk-service.ts'

const EXPIRES_SEC = 3_600
const FIRST_RETRY_MS = 5_000
const MAX_RETRY_MS = 300_000

export type TrunkRegistrationOptions = Pick<TrunkServiceOptions, 'userAgent' | 'timers' | 'newId' | 'onProblem'> & {
  readonly places: CarrierPlaces
  /** Every time the carrier says yes. */
  readonly onRegistered: () => void
  /** Every time it does not, in words. */
  readonly onRefused: (problem: string) => void
}

/** Keeps us registered with one carrier (RFC 3261 §10.2): refreshed before it runs out, retried with doubling pauses up to 5 minutes. */
export class TrunkRegistration {
  readonly #trunk: Trunk
  readonly #options: TrunkRegistrationOptions
  readonly #sipCallId: string
  #cseq = 0
  #expiresSec = EXPIRES_SEC
  #failures = 0
  #stopTimer = () => {}
  #isStopped = false
  #isRegistered = false

  constructor(trunk: Trunk, options: TrunkRegistrationOptions) {
    this.#trunk = trunk
    this.#options = options
    this.#sipCallId = options.newId()
  }

  get isRegistered(): boolean {
    return this.#isRegistered
  }

  start(): void {
    void this.#register()
  }

  /** Takes the registration back, without waiting for the carrier to agree. */
  stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#stopTimer()
    if (this.#isRegistered) void this.#send(0).catch(() => {})
  }

  async #register(): Promise<void> {
    const outcome = await this.#ask().catch((error: unknown) => ({
      problem: error instanceof Error ? error.message : String(error),
    }))
    if (this.#isStopped) return
    if ('refreshMs' in outcome) {
      this.#isRegistered = true
      this.#failures = 0
      this.#options.onRegistered()
      this.#again(outcome.refreshMs)
      return
    }
    this.#isRegistered = false
    this.#options.onRefused(outcome.problem)
    if (this.#failures === 0) {
      this.#options.onProblem(
        `trunk "${this.#trunk.name}" is not registered with ${this.#trunk.host}: ${outcome.problem}`,
      )
    }
    this.#again(Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures++, 10)))
  }

  #again(delayMs: number): void {
    this.#stopTimer = this.#options.timers.after(delayMs, () => void this.#register())
  }

  /** Asks again at once where the registrar wants longer, and remembers that (RFC 3261 §10.2.8); once, then it is a refusal like others. */
  async #ask(): Promise<Outcome> {
    const { response, contact } = await this.#send(this.#expiresSec)
    const longerSec = longerExpiresSec(response, this.#expiresSec)
    if (longerSec === undefined || this.#isStopped)
      return outcomeOf(response, { contact, expiresSec: this.#expiresSec })
    this.#expiresSec = longerSec
    const second = await this.#send(longerSec)
    return outcomeOf(second.response, { contact: second.contact, expiresSec: longerSec })
  }

  async #send(expiresSec: number): Promise<{ readonly response: SipResponse; readonly contact: string }> {
    const { username, password, host, transport } = this.#trunk
    const suffix = transportSuffix(transport)
    const target = `sip:${host}${suffix}`
    const own = `sip:${encodeURIComponent(username)}@${host}`
    const [via] = await this.#options.places.of(this.#trunk)
    const { shown } = await this.#options.userAgent.addressesFor(via ?? target)
    const port = this.#options.userAgent.listenPoints.find((point) => point.transport === transport)?.port
    const at = `${formatHost(shown)}${port === undefined ? '' : `:${port}`}`
    const contact = `sip:${encodeURIComponent(username)}@${at}${suffix}`
    this.#cseq += 2 // a challenged request uses the next number too
    const response = await this.#options.userAgent.request({
      method: 'REGISTER',
      target,
      ...(via ? { via } : {}),
      from: { uri: own },
      to: { uri: own },
      headers: [
        ['Contact', `<${contact}>`],
        ['Expires', String(expiresSec)],
      ],
      credentials: { username, password },
      sequence: { sipCallId: this.#sipCallId, cseq: this.#cseq },
    })
    if (via && (response.status === 408 || response.status === 503)) this.#options.places.failed(via)
    return { response, contact }
  }
}

type Outcome = { readonly refreshMs: number } | { readonly problem: string }

/**
 * Refreshes at nine tenths of what the registrar granted, but not in the last half minute, nor before half of it has gone by. A registrar that
 * grants next to nothing is asked every 5 s at most.
 */
function outcomeOf(response: SipResponse, asked: Asked): Outcome {
  if (response.status >= 300) return { problem: refusalWords(response) }
  const granted = grantedSec(response, asked)
  if (granted === 0) return { problem: `${response.status} ${response.reason}, but our contact is listed as expired` }
  return { refreshMs: Math.max(5, granted / 2, Math.min(granted * 0.9, granted - 30)) * 1_000 }
}

function refusalWords({ status, reason, headers }: SipResponse): string {
  const wanted = status === 423 ? headers.get('Min-Expires')?.slice(0, 20) : undefined
  return `${status} ${reason}${wanted === undefined ? '' : `, it wants at least ${wanted} s`}`
}
