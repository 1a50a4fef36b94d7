import type { Device, Trunk } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { Authenticator } from '../services/authenticator.ts'
import { deviceByUsername, realmOf } from '../services/devices.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { IncomingSession, ResponseOptions } from '../sip/user-agent.ts'
import type { CallWorld } from './call-world.ts'
import { type CallerInHeaders, callerInHeaders } from './caller-headers.ts'
import { namedInHeader, namedInUri } from './telephone-uri.ts'

/** Where an INVITE comes from. Only a trunk's own addresses are believed without a password. */
export type Origin =
  | { readonly kind: 'device'; readonly device: Device; readonly isWithheld: boolean }
  | { readonly kind: 'trunk'; readonly trunk: Trunk; readonly said: CallerInHeaders }
  | { readonly kind: 'refused'; readonly response: ResponseOptions }

export function originOf(
  session: IncomingSession,
  design: DesignSnapshot,
  world: CallWorld,
  authenticator: Authenticator,
): Origin {
  const { request, source } = session
  const said = callerInHeaders(request.headers)
  const trunk = world.trunks.trunkAt(source.address)
  if (trunk && !claimsToBeOurs(session, said.from, design, world)) return { kind: 'trunk', trunk, said }
  const authentication = authenticator.authenticate({ request, source, design, nowMs: world.clock.now() })
  return authentication.kind === 'ok'
    ? { kind: 'device', device: authentication.device, isWithheld: said.isWithheld }
    : { kind: 'refused', response: authentication.response }
}

/** A phone may stand at an address that is also a trunk's: it says so by its name in our domain or by where it registered from, and then has to prove it. */
function claimsToBeOurs(
  { request, source }: IncomingSession,
  from: CallerInHeaders['from'],
  design: DesignSnapshot,
  world: CallWorld,
): boolean {
  if (request.headers.get('Authorization') !== undefined) return true
  const device = deviceByUsername(design, from.user)
  if (!device) return false
  if (from.host === realmOf(design).toLowerCase()) return true
  return world.registrar
    .bindingsOf(device.id, world.clock.now())
    .some((binding) => binding.source.address === source.address && binding.source.port === source.port)
}

/** Request-URI and To, in this order: what was dialled, numbers without what is not theirs. */
export function dialledNumbers({ uri, headers }: SipRequest): readonly string[] {
  const numbers = [namedInUri(uri), namedInHeader(headers.get('To'))].map((named) => named?.number ?? named?.user ?? '')
  return [...new Set(numbers.filter((number) => number !== ''))]
}
