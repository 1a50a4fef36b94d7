import type { Device, Trunk } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import { namedInHeader } from '../calls/telephone-uri.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { TransportPeer } from '../sip/transport/transport.ts'
import type { Screening } from '../sip/user-agent.ts'
import type { Clock } from '../sip/user-agent-options.ts'
import type { Authenticator } from './authenticator.ts'
import { deviceByUsername, realmOf } from './devices.ts'
import type { Registrar } from './registrar/registrar.ts'
import type { TrunkService } from './trunks/trunk-service.ts'

/** Who sent a request that was let in. */
export type Visitor =
  | { readonly kind: 'device'; readonly device: Device }
  | { readonly kind: 'trunk'; readonly trunk: Trunk }

export interface DoorOptions {
  readonly authenticator: Pick<Authenticator, 'authenticate'>
  readonly trunks: Pick<TrunkService, 'trunkAt'>
  readonly registrar: Pick<Registrar, 'bindingsOf'>
  readonly design: () => DesignSnapshot | undefined
  readonly clock: Clock
  /** A connection that a request was let in by lives long. */
  readonly onAdmitted: (source: TransportPeer) => void
}

/**
 * Who may come in: phones of ours with their password, and for calls the trunks by their own addresses. It is asked before a
 * request is remembered, so that one without credentials costs one short answer (RFC 3261 §26.3.2.4). ADR 62.
 */
export class Door {
  readonly #options: DoorOptions
  /** Until whoever handles the request has asked; it goes with the request. */
  readonly #visitors = new WeakMap<SipRequest, Visitor>()

  constructor(options: DoorOptions) {
    this.#options = options
  }

  readonly screen = (request: SipRequest, source: TransportPeer): Screening => {
    const design = this.#options.design()
    if (!design) return { kind: 'answer', response: { status: 503, headers: [['Retry-After', '10']] } }
    const trunk = request.method === 'INVITE' ? this.#trunkOf(request, source, design) : undefined
    if (trunk) return this.#admit(request, source, { kind: 'trunk', trunk })
    const { authenticator, clock } = this.#options
    const authentication = authenticator.authenticate({ request, source, design, nowMs: clock.now() })
    if (authentication.kind === 'respond') return { kind: 'answer', response: authentication.response }
    return this.#admit(request, source, { kind: 'device', device: authentication.device })
  }

  /** Throws for a request that was not let in here. */
  visitorOf(request: SipRequest): Visitor {
    const visitor = this.#visitors.get(request)
    if (!visitor) throw new Error(`nobody let this ${request.method} in`)
    return visitor
  }

  #admit(request: SipRequest, source: TransportPeer, visitor: Visitor): Screening {
    this.#visitors.set(request, visitor)
    this.#options.onAdmitted(source)
    return { kind: 'admit' }
  }

  /** Only a trunk's own addresses are believed without a password. */
  #trunkOf(request: SipRequest, source: TransportPeer, design: DesignSnapshot): Trunk | undefined {
    const trunk = this.#options.trunks.trunkAt(source.address)
    return trunk && !this.#claimsToBeOurs(request, source, design) ? trunk : undefined
  }

  /** A phone may stand at an address that is also a trunk's: it says so by its name in our domain or by where it registered from, and then has to prove it. */
  #claimsToBeOurs({ headers }: SipRequest, source: TransportPeer, design: DesignSnapshot): boolean {
    if (headers.get('Authorization') !== undefined) return true
    const from = namedInHeader(headers.get('From'))
    const device = from && deviceByUsername(design, from.user)
    if (!device) return false
    if (from.host === realmOf(design).toLowerCase()) return true
    return this.#options.registrar
      .bindingsOf(device.id, this.#options.clock.now())
      .some((binding) => binding.source.address === source.address && binding.source.port === source.port)
  }
}
