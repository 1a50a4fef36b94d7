import type { Device } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { type DigestAuthority, NONCE_LIFETIME_SEC } from '../sip/auth/digest-authority.ts'
import { essentialsOf } from '../sip/message/essentials.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { TransportPeer } from '../sip/transport/transport.ts'
import type { ResponseOptions } from '../sip/user-agent.ts'
import { AuthThrottle } from './auth-throttle.ts'
import { DigestHabits } from './digest-habits.ts'
import { deviceByUsername, realmOf } from './devices.ts'
import { ReplayMemory } from './replay-memory.ts'
import { sourceNetwork } from './source-network.ts'

export type Authentication =
  | { readonly kind: 'ok'; readonly device: Device }
  | { readonly kind: 'respond'; readonly response: ResponseOptions }

/** Longest name that failures are counted for. */
const MAX_NAME_CHARS = 64

/**
 * Which of our devices sent a request: digest with the account's SIP domain as realm. A nonce is for the network it was given to: an
 * answer to any other gets a new one and is no try, so that nobody fails in the name of an address where it cannot listen. A right
 * answer always wins. Wrong ones are counted by name and by network, and over the limit are told to wait: strangers who guess at
 * a name never keep out whoever has its password.
 */
export class Authenticator {
  readonly #authority: DigestAuthority
  readonly #byName = new AuthThrottle()
  readonly #byNetwork = new AuthThrottle({ maxFailures: 200 })
  readonly #habits = new DigestHabits()
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
    const holder = sourceNetwork(source.address)
    const phone = `${essentialsOf(request).from.uri.slice(0, MAX_NAME_CHARS)} ${holder}`
    const asker: Asker = {
      realm: realmOf(design),
      holder,
      nowMs,
      phone,
      userAgent: request.headers.get('User-Agent') ?? '',
    }
    const verified = this.#authority.verify({
      request,
      ...asker,
      credentialsFor: (username) => {
        const device = deviceByUsername(design, username)
        return device && device.sipPassword !== '' ? { password: device.sipPassword } : undefined
      },
    })
    if (verified.kind === 'missing') return this.#challenge(asker)
    if (verified.kind === 'stale') return this.#challenge(asker, { stale: true })
    const device = verified.kind === 'ok' ? deviceByUsername(design, verified.username) : undefined
    if (verified.kind === 'bad' || !device) return this.#wrong(verified.username, asker)
    // A listener on the way may send what it heard once more, with a Contact of its own: what was used gets a new challenge.
    if (!this.#used.use(verified.proof, nowMs)) return this.#challenge(asker, { stale: true })
    this.#habits.answered(phone)
    return { kind: 'ok', device }
  }

  #wrong(username: string, { holder, nowMs }: Asker): Authentication {
    const name = username.slice(0, MAX_NAME_CHARS)
    const waitSec = Math.max(this.#byName.retryAfterSec(name, nowMs), this.#byNetwork.retryAfterSec(holder, nowMs))
    this.failures++
    this.#byName.failed(name, nowMs)
    this.#byNetwork.failed(holder, nowMs)
    if (waitSec === 0) return refuse({ status: 403 })
    return refuse({ status: 403, reason: 'Too many wrong passwords', headers: [['Retry-After', String(waitSec)]] })
  }

  #challenge(asker: Asker, options: { readonly stale?: boolean } = {}): Authentication {
    const algorithms = this.#habits.offer(asker.phone, asker.userAgent, asker.nowMs)
    const values = this.#authority.challenge({ ...asker, algorithms, ...options })
    return refuse({ status: 401, headers: values.map((value) => ['WWW-Authenticate', value] as const) })
  }
}

interface Asker {
  readonly realm: string
  /** The network the request came from. */
  readonly holder: string
  readonly nowMs: number
  /** Name and network. */
  readonly phone: string
  readonly userAgent: string
}

function refuse(response: ResponseOptions): Authentication {
  return { kind: 'respond', response }
}
