import type { Device } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { DigestAuthority } from '../sip/auth/digest-authority.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { TransportPeer } from '../sip/transport/transport.ts'
import type { ResponseOptions } from '../sip/user-agent.ts'
import { AuthThrottle } from './auth-throttle.ts'
import { deviceByUsername, realmOf } from './devices.ts'

export type Authentication =
  | { readonly kind: 'ok'; readonly device: Device }
  | { readonly kind: 'respond'; readonly response: ResponseOptions }

/** Which of our devices sent a request: digest with the account's SIP domain as realm. Failures are rate limited by source address. */
export class Authenticator {
  readonly #authority: DigestAuthority
  readonly #throttle = new AuthThrottle()
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
    const retryAfterSec = this.#throttle.retryAfterSec(source.address, nowMs)
    if (retryAfterSec > 0) {
      return refuse({ status: 403, reason: 'Too many wrong passwords', headers: [['Retry-After', `${retryAfterSec}`]] })
    }
    const realm = realmOf(design)
    const verified = this.#authority.verify({
      request,
      realm,
      nowMs,
      credentialsFor: (username) => {
        const device = deviceByUsername(design, username)
        return device && device.sipPassword !== '' ? { password: device.sipPassword } : undefined
      },
    })
    if (verified.kind === 'missing') return refuse(this.#challenge(realm, nowMs))
    if (verified.kind === 'stale') return refuse(this.#challenge(realm, nowMs, { stale: true }))
    const device = verified.kind === 'ok' ? deviceByUsername(design, verified.username) : undefined
    if (!device) {
      this.failures++
      this.#throttle.failed(source.address, nowMs)
      return refuse({ status: 403, reason: 'Forbidden' })
    }
    this.#throttle.succeeded(source.address)
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
