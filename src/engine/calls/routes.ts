import { countryOf } from '../../callflow/numbering/country.ts'
import { callForHelp } from '../../callflow/numbering/emergency.ts'
import { writtenAs } from '../../callflow/numbering/number-format.ts'
import { trunkFor } from '../../callflow/numbering/trunk-for.ts'
import type { Device, Trunk } from '../../callflow/design/document.ts'
import type { DialLeg, OperationOf } from '../../callflow/run/operation.ts'
import type { AudioCodec } from '../media/media-engine.ts'
import type { Binding } from '../services/registrar/binding.ts'
import { type RouteToPhone, routeHeaders, routeToBinding } from '../services/registrar/route-to-binding.ts'
import { hasOutsideNumber, isCalledByAddress, realmOf } from '../services/devices.ts'
import type { CarrierPlaces } from '../services/trunks/carrier-places.ts'
import { transports, transportSuffix } from '../sip/transport/transports.ts'
import { autoAnswerHeaders } from './auto-answer.ts'
import type { Party } from './call-shares.ts'
import { type AudioEncryption, audioEncryptionOf, trunkEncryptionOf } from './audio-encryption.ts'
import { wayOn } from './diverted.ts'
import { codecsOf } from './leg-codecs.ts'
import { requestUriOf } from './invite-format.ts'
import type { Route } from './outgoing-leg.ts'
import { located } from './emergency/located.ts'
import { identityForPhone, identityForTrunk, userPart } from './leg-identity.ts'
import type { Call } from './call.ts'

export interface Routes {
  /** One INVITE each; none when nothing is registered or no trunk leads out. */
  readonly routes: readonly Route[]
  /** Device or number, as CDRs and the live view name it. */
  readonly label: string
  /** Whose limit the leg counts for; undefined where it leads nowhere. */
  readonly party?: Party
  /** A call for help, or back to whoever made one: it passes every limit. */
  readonly isForHelp?: boolean
  /** The trunk it goes out on, and what is called, where limits on outside calls hold: for anything but calls for help and help lines. */
  readonly limited?: { readonly trunkId: string; readonly number: string }
}

/** Where a leg of a dial rings: every place its device is registered, or the carrier. */
export function routesTo(call: Call, leg: DialLeg, ring: RingManner = {}): Routes {
  if (leg.target.kind === 'number') return toNumber(call, leg, leg.target.number, leg.target.trunkId)
  const device = call.design.find('device', leg.target.deviceId)
  if (!device?.enabled) return { routes: [], label: leg.target.deviceId }
  if (hasOutsideNumber(device)) return toNumber(call, leg, device.outsideNumber)
  const { registrar, clock, userAgent } = call.world
  const manner = leg.alertInfo === undefined ? {} : { alertInfo: leg.alertInfo }
  const realm = realmOf(call.design)
  const party = { kind: 'device', device } as const
  if (isCalledByAddress(device))
    return {
      routes: [toAddress(device, leg, { realm, manner: { ...ring, ...manner }, call })],
      label: device.id,
      party,
      ...(leg.isUrgent ? { isForHelp: true } : {}),
    }
  const bindings = registrar.bindingsOf(device.id, clock.now())
  const number = { dialled: call.subject.dialled, country: countryOf(call.design) }
  if (bindings.length === 0) return { routes: [], label: device.id }
  const codecs = codecsOf(device)
  return {
    label: device.id,
    party,
    ...(leg.isUrgent ? { isForHelp: true } : {}),
    routes: bindings.map((binding) =>
      toPhone(routeToBinding(binding, userAgent.isConnected(binding.source)), leg, {
        target: (contact) => requestUriOf(contact, device, number),
        aor: binding.aor,
        realm,
        codecs,
        isBrowser: transports[binding.source.transport].isOfBrowsers,
        encryption: audioEncryptionOf(device, binding.source.transport),
        dtmf: device.dtmf,
        headers: [
          ...ringHeaders({ ...ring, ...manner }, binding),
          ...wayOn(call, leg, { host: realm, number: device.sipUsername, isOutside: false }),
        ],
      }),
    ),
  }
}

/** How a dial wants phones to ring. Carriers are not told. */
export type RingManner = Pick<OperationOf<'dial'>, 'autoAnswer' | 'alertInfo' | 'followRedirects'>

type Headers = NonNullable<Route['headers']>

/** Answering by itself, as the phone's maker understands it (M36), else the distinctive ring. */
export function ringHeaders({ autoAnswer, alertInfo }: RingManner, phone?: Pick<Binding, 'userAgent'>): Headers {
  if (autoAnswer) return autoAnswerHeaders(phone?.userAgent ?? '')
  const value = (alertInfo ?? '').replaceAll(/[^\x20-\x7e]/g, '').trim()
  if (value === '') return []
  return [['Alert-Info', value.startsWith('<') ? value : `<http://localhost>;info=${value}`]]
}

function toPhone(
  phone: RouteToPhone,
  leg: DialLeg,
  ring: {
    readonly target: (contact: string) => string
    readonly aor: string
    readonly realm: string
    readonly codecs: readonly AudioCodec[]
    readonly isBrowser: boolean
    readonly encryption: AudioEncryption
    readonly dtmf: Device['dtmf']
    readonly headers: Headers
  },
): Route {
  const identity = identityForPhone(leg, ring.realm)
  return {
    target: ring.target(phone.target),
    hop: phone.hop,
    from: identity.from,
    to: { uri: `sip:${ring.aor}` },
    headers: [...routeHeaders(phone), ...identity.headers, ...ring.headers],
    codecs: ring.codecs,
    isBrowser: ring.isBrowser,
    ...(ring.encryption && { encryption: ring.encryption }),
    dtmf: ring.dtmf,
  }
}

/** At the address that the design gives for it, registered or not. */
function toAddress(
  device: Device,
  leg: DialLeg,
  { realm, manner, call }: { readonly realm: string; readonly manner: RingManner; readonly call: Call },
): Route {
  const { from, headers } = identityForPhone(leg, realm)
  return {
    target: device.inviteUri,
    from,
    to: { uri: `sip:${userPart(device.sipUsername)}@${realm}` },
    headers: [...headers, ...ringHeaders(manner), ...call.caller.wayHere],
    codecs: codecsOf(device),
    dtmf: device.dtmf,
  }
}

function toNumber(call: Call, leg: DialLeg, number: string, trunkId?: string): Routes {
  const { design } = call
  const help = callForHelp(number, countryOf(design))
  const trunk = trunkFor(design, { trunkId, isForHelp: help?.kind === 'emergency' })
  if (!trunk) return { routes: [], label: number }
  const hasAnother = leg.respondsWithinMs !== undefined || (leg.orTrunkIds ?? []).length > 0
  const canGoByAnother = hasAnother && help?.kind !== 'emergency'
  if (canGoByAnother && call.world.trunks.reachOf(trunk.id) === 'down') return { routes: [], label: number }
  const country = countryOf(design)
  const asked = help ? number : dialledBy(trunk, number, country)
  const isForHelp = help?.kind === 'emergency'
  const byTrunk = routeByTrunk(trunk, leg, { asked, country, isForHelp, places: call.world.trunks.places })
  const location = isForHelp ? located(call, leg, byTrunk.from) : {}
  const route: Route = {
    ...byTrunk,
    ...location,
    headers: [
      ...(byTrunk.headers ?? []),
      ...(location.headers ?? []),
      ...wayOn(call, leg, { host: hostName(trunk.host), number, isOutside: true }),
      ...call.caller.identities,
      call.world.loops.marked(call.caller.marks, call.subject.dialled, call.who.number),
    ],
  }
  const party = { kind: 'trunk', trunk } as const
  return {
    routes: [route],
    label: number,
    party,
    isForHelp,
    ...(help ? {} : { limited: { trunkId: trunk.id, number } }),
  }
}

export interface TrunkRouteAbout {
  readonly asked: string
  readonly country: string
  readonly places: CarrierPlaces
  readonly isForHelp?: boolean
}

/** The way to a carrier, for a number as it is asked for it. */
export function routeByTrunk(
  trunk: Trunk,
  leg: DialLeg,
  { asked, country, places, isForHelp = false }: TrunkRouteAbout,
): Route {
  const { host, username, password } = trunk
  const uri = `sip:${userPart(asked)}@${host}`
  const written = (shown: string) => writtenAs(trunk.callerFormat, shown, country)
  const { from, headers } = identityForTrunk(leg, { host: hostName(host), header: trunk.callerHeader, written })
  const encryption = trunkEncryptionOf(trunk, trunk.transport, isForHelp)
  return {
    target: uri + transportSuffix(trunk.transport),
    carrier: { places: () => places.of(trunk), failed: (place) => places.failed(place) },
    from,
    to: { uri },
    headers,
    ...(username === '' ? {} : { credentials: { username, password } }),
    codecs: codecsOf(trunk),
    ...(encryption && { encryption }),
  }
}

/** Behind a prefix no + can stand. */
export function dialledBy({ dialFormat, dialPrefix }: Trunk, number: string, country: string): string {
  const written = writtenAs(dialFormat, number, country)
  return dialPrefix === '' ? written : dialPrefix + written.replace(/^\+/, '')
}

function hostName(host: string): string {
  return host.startsWith('[') ? host.slice(0, host.indexOf(']') + 1) : (host.split(':')[0] ?? host)
}
