import type { Device, Trunk } from '../../callflow/design/document.ts'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'
import type { Authenticator } from '../services/authenticator.ts'
import { deviceByUsername, realmOf } from '../services/devices.ts'
import { parseNameAddr } from '../sip/message/name-addr.ts'
import { parseUri } from '../sip/message/uri.ts'
import type { SipRequest } from '../sip/message/message.ts'
import type { IncomingSession, ResponseOptions } from '../sip/user-agent.ts'
import type { CallWorld } from './call-world.ts'

/** Where an INVITE comes from. Only a trunk's own addresses are believed without a password. */
export type Origin =
  | { readonly kind: 'device'; readonly device: Device }
  | { readonly kind: 'trunk'; readonly trunk: Trunk; readonly name: string; readonly number: string }
  | { readonly kind: 'refused'; readonly response: ResponseOptions }

export function originOf(
  session: IncomingSession,
  design: DesignSnapshot,
  world: CallWorld,
  authenticator: Authenticator,
): Origin {
  const { request, source } = session
  const party = partyOf(request)
  const trunk = world.trunks.trunkAt(source.address)
  if (trunk && !claimsToBeOurs(session, party, design, world)) {
    return { kind: 'trunk', trunk, name: party.name, number: party.user }
  }
  const authentication = authenticator.authenticate({ request, source, design, nowMs: world.clock.now() })
  return authentication.kind === 'ok'
    ? { kind: 'device', device: authentication.device }
    : { kind: 'refused', response: authentication.response }
}

/** A phone may stand at an address that is also a trunk's: it says so by its name in our domain or by where it registered from, and then has to prove it. */
function claimsToBeOurs(
  { request, source }: IncomingSession,
  party: Party,
  design: DesignSnapshot,
  world: CallWorld,
): boolean {
  if (request.headers.get('Authorization') !== undefined) return true
  const device = deviceByUsername(design, party.user)
  if (!device) return false
  if (party.host === realmOf(design).toLowerCase()) return true
  return world.registrar
    .bindingsOf(device.id, world.clock.now())
    .some((binding) => binding.source.address === source.address && binding.source.port === source.port)
}

interface Party {
  readonly name: string
  readonly user: string
  readonly host: string
}

/** P-Asserted-Identity where there is one (a trunk is trusted to set it, RFC 3325), else From. */
function partyOf(request: SipRequest): Party {
  const header = request.headers.getAll('P-Asserted-Identity')[0] ?? request.headers.get('From') ?? ''
  try {
    const address = parseNameAddr(header, 'From')
    const uri = parseUri(address.uri)
    const name = (address.displayName ?? '').slice(0, 128)
    if (uri.scheme === 'tel') return { name, user: uri.number, host: '' }
    return { name, user: (uri.user ?? '').slice(0, 64), host: uri.host }
  } catch {
    return { name: '', user: '', host: '' }
  }
}

/** The user parts of Request-URI and To, in this order: what was dialled. */
export function dialledNumbers(request: SipRequest): readonly string[] {
  const numbers = [userOf(request.uri)]
  try {
    numbers.push(userOf(parseNameAddr(request.headers.get('To') ?? '', 'To').uri))
  } catch {
    // a To we cannot read names no number
  }
  return [...new Set(numbers.filter((number) => number !== ''))]
}

function userOf(text: string): string {
  try {
    const uri = parseUri(text)
    const user = uri.scheme === 'tel' ? uri.number : (uri.user ?? '')
    return user.split(';')[0]?.slice(0, 64) ?? ''
  } catch {
    return ''
  }
}
