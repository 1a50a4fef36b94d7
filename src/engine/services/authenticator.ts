import type { Device } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { type DigestAuthority, NONCE_LIFETIME_SEC } from '../sip/auth/digest-authority.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { TransportPeer } from '../sip/transport/transport.ts'
import type { ResponseOptions } from '../sip/user-agent.ts'
import { AuthThrottle } from './auth-throttle.ts'
import { deviceByUsername, realmOf } from './devices.ts'
import { ReplayMemory } from './replay-memory.ts'
import { sourceNetwork } from './source-network.ts'

export type Authentication =
  | { readonly kind: 'ok'; readonly device: Device }
  | { readonly kind: 'respond'; readonly response: ResponseOptions }

/**
 * Which of our devices sent a request: digest with the account's SIP domain as realm. Wrong passwords are limited twice: for one
 * name from one network, so that a phone set up wrongly does not lock out its neighbours behind the same NAT, and for the network,
 * so that guessing does not go on name by name. A right password forgives the failures of its own name only.
 */
export class Authenticator {
  readonly #authority: DigestAuthority
  readonly #byName = new AuthThrottle()
  readonly #byNetwork = new AuthThrottle({ maxFailures: 200 })
  readonly #used = new ReplayMemory(NONCE_LIFETIME_SEC * 1_000)
  failures = 0

  constructor(authority: DigestAuthority) {
    this.#authority = authority
  }

  authenticate(input: {
    readonly request: SipRequest
    readonly source: TransportPeer
    readonly design: DesignSnapshot
    readonly nowMs: number
  }): Authentication {
    const { request, source, design, nowMs } = input
    const network = sourceNetwork(source.address)
    const realm = realmOf(design)
    let named = ''
    const verified = this.#authority.verify({
      request,
      realm,
      nowMs,
      credentialsFor: (username) => {
        named = `${network} ${username.slice(0, 64)}`
        const device = deviceByUsername(design, username)
        return device && device.sipPassword !== '' ? { password: device.sipPassword } : undefined
      },
    })
    if (verified.kind === 'missing') return refuse(this.#challenge(realm, nowMs))
    const retryAfterSec = Math.max(
      this.#byName.retryAfterSec(named, nowMs),
      this.#byNetwork.retryAfterSec(network, nowMs),
    )
    if (retryAfterSec > 0) {
      return refuse({ status: 403, reason: 'Too many wrong passwords', headers: [['Retry-After', `${retryAfterSec}`]] })
    }
    if (verified.kind === 'stale') return refuse(this.#challenge(realm, nowMs, { stale: true }))
    const device = verified.kind === 'ok' ? deviceByUsername(design, verified.username) : undefined
    if (verified.kind === 'bad' || !device) {
      this.failures++
      this.#byName.failed(named, nowMs)
      this.#byNetwork.failed(network, nowMs)
      return refuse({ status: 403, reason: 'Forbidden' })
    }
    // A listener on the way may send what it heard once more, with a Contact of its own: what was used gets a new challenge.
    if (!this.#used.use(verified.proof, nowMs)) return refuse(this.#challenge(realm, nowMs, { stale: true }))
    this.#byName.succeeded(named)
    return { kind: 'ok', device }
  }

  #challenge(realm: string, nowMs: number, options?: { readonly stale: boolean }): ResponseOptions {
    const values = this.#authority.challenge(realm, nowMs, options)
    return { status: 401, headers: values.map((value) => ['WWW-Authenticate', value] as const) }
  }
}

function refuse(response: ResponseOptions): Authentication {
  return { kind: 'respond', response }
}
