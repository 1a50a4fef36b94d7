import type { Trunk } from '../../../callflow/design/document.ts'
import { parseNameAddr } from '../../sip/message/name-addr.ts'
import { param } from '../../sip/message/params.ts'
import { formatHost } from '../../sip/message/uri.ts'
import type { SipResponse } from '../../sip/message/message.ts'
import type { TrunkServiceOptions } from './trunk-service.ts'

const EXPIRES_SEC = 3_600
const FIRST_RETRY_MS = 5_000
const MAX_RETRY_MS = 300_000

export type TrunkRegistrationOptions = Pick<TrunkServiceOptions, 'userAgent' | 'timers' | 'newId' | 'onProblem'> & {
  /** Every time the carrier says yes. */
  readonly onRegistered: () => void
}

/** Keeps us registered with one carrier (RFC 3261 §10.2): refreshed before it runs out, retried with doubling pauses up to 5 minutes. */
export class TrunkRegistration {
  readonly #trunk: Trunk
  readonly #options: TrunkRegistrationOptions
  readonly #sipCallId: string
  #cseq = 0
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
    void this.#register(EXPIRES_SEC)
  }

  /** Takes the registration back, without waiting for the carrier to agree. */
  stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#stopTimer()
    if (this.#isRegistered) void this.#send(0).catch(() => {})
  }

  async #register(expiresSec: number): Promise<void> {
    let outcome: { readonly refreshMs: number } | { readonly problem: string }
    try {
      outcome = outcomeOf(await this.#send(expiresSec))
    } catch (error) {
      outcome = { problem: error instanceof Error ? error.message : String(error) }
    }
    if (this.#isStopped) return
    if ('refreshMs' in outcome) {
      this.#isRegistered = true
      this.#failures = 0
      this.#options.onRegistered()
      this.#again(outcome.refreshMs)
      return
    }
    this.#isRegistered = false
    if (this.#failures === 0) {
      this.#options.onProblem(
        `trunk "${this.#trunk.name}" is not registered with ${this.#trunk.host}: ${outcome.problem}`,
      )
    }
    this.#again(Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures++, 10)))
  }

  #again(delayMs: number): void {
    this.#stopTimer = this.#options.timers.after(delayMs, () => void this.#register(EXPIRES_SEC))
  }

  async #send(expiresSec: number): Promise<SipResponse> {
    const { username, password, host, transport } = this.#trunk
    const target = transport === 'tcp' ? `sip:${host};transport=tcp` : `sip:${host}`
    const own = `sip:${encodeURIComponent(username)}@${host}`
    const localAddress = await this.#options.userAgent.localAddressFor(target)
    const port = this.#options.userAgent.listenPoints.find((point) => point.transport === transport)?.port
    const suffix = transport === 'tcp' ? ';transport=tcp' : ''
    const at = `${formatHost(localAddress)}${port === undefined ? '' : `:${port}`}`
    const contact = `<sip:${encodeURIComponent(username)}@${at}${suffix}>`
    this.#cseq += 2 // a challenged request uses the next number too
    return this.#options.userAgent.request({
      method: 'REGISTER',
      target,
      from: { uri: own },
      to: { uri: own },
      headers: [
        ['Contact', contact],
        ['Expires', String(expiresSec)],
      ],
      credentials: { username, password },
      sequence: { sipCallId: this.#sipCallId, cseq: this.#cseq },
    })
  }
}

/** Refreshes at nine tenths of what the registrar granted, but not in the last half minute. */
function outcomeOf(response: SipResponse): { readonly refreshMs: number } | { readonly problem: string } {
  if (response.status >= 300) return { problem: `${response.status} ${response.reason}` }
  const granted = grantedSec(response)
  return { refreshMs: Math.max(20, Math.min(granted * 0.9, granted - 30)) * 1_000 }
}

function grantedSec(response: SipResponse): number {
  const header = Number.parseInt(response.headers.get('Expires') ?? '', 10)
  for (const contact of response.headers.getAll('Contact')) {
    try {
      const expires = Number.parseInt(param(parseNameAddr(contact, 'Contact').params, 'expires') ?? '', 10)
      if (expires > 0) return Math.min(expires, EXPIRES_SEC)
    } catch {
      // the registrar's own spelling of somebody's contact is not our business
    }
  }
  return header > 0 ? Math.min(header, EXPIRES_SEC) : EXPIRES_SEC
}
