import type { TransportKind, TransportPeer } from '../../sip/transport/transport.ts'
import { transports } from '../../sip/transport/transports.ts'

export interface Naptr {
  readonly order: number
  readonly preference: number
  readonly service: string
  readonly flags: string
  readonly replacement: string
}

export interface Srv {
  readonly name: string
  readonly port: number
  readonly priority: number
  readonly weight: number
}

export interface Address {
  readonly address: string
  readonly ttlSec: number
}

/** A name server. Each rejects, or is empty, where there is no such record. */
export interface Dns {
  naptr(name: string): Promise<readonly Naptr[]>
  srv(name: string): Promise<readonly Srv[]>
  /** A and AAAA. */
  addresses(name: string): Promise<readonly Address[]>
}

interface Asked {
  readonly name: string
  readonly port: number | undefined
  readonly transport: TransportKind
}

/** What one name may make us ask and try. */
const MAX_RECORDS = 10
const MAX_PLACES = 20
/** SRV and NAPTR come without their time to live. */
const UNKNOWN_TTL_SEC = 60
const [LEAST_TTL_SEC, MOST_TTL_SEC] = [5, 300]

/** What NAPTR and SRV call a way of carrying SIP (RFC 3263 §4.1, §4.2). Others have none. */
const services: Partial<Record<TransportKind, { readonly naptr: string; readonly srv: string }>> = {
  udp: { naptr: 'SIP+D2U', srv: '_sip._udp' },
  tcp: { naptr: 'SIP+D2T', srv: '_sip._tcp' },
  tls: { naptr: 'SIPS+D2T', srv: '_sips._tcp' },
}

/**
 * Where a carrier is that is reached by one transport (RFC 3263 §4): a port that is given asks for addresses alone; else NAPTR says which SRV is meant, or
 * the SRV of the transport is; without any, the name itself. In the order they are tried.
 */
export async function findPlaces(
  { name, port, transport }: Asked,
  { dns, random }: { readonly dns: Dns; readonly random: () => number },
): Promise<{ readonly places: readonly TransportPeer[]; readonly ttlSec: number }> {
  const targets = port === undefined ? await srvTargets(name, transport, dns) : undefined
  const isByName = targets === undefined
  const ordered = isByName
    ? [{ name, port: port ?? transports[transport].defaultPort }]
    : inSrvOrder(targets.slice(0, MAX_RECORDS), random)
  const found = await Promise.all(
    ordered.map(async (target) =>
      (await orNone(dns.addresses(target.name))).map((each) => ({ ...each, port: target.port })),
    ),
  )
  const all = found.flat().slice(0, MAX_PLACES)
  // The name that was asked for, never one that the DNS gave (RFC 5922 §4).
  const certified = transports[transport].isSecure ? { certifiedAs: name } : {}
  const ttlSec = Math.min(isByName ? MOST_TTL_SEC : UNKNOWN_TTL_SEC, ...all.map((each) => each.ttlSec))
  return {
    places: all.map(({ address, port: at }) => ({ transport, address, port: at, ...certified })),
    ttlSec: Math.max(LEAST_TTL_SEC, ttlSec),
  }
}

/** Undefined: nothing is said of the service. Empty: it is not offered (RFC 2782). */
async function srvTargets(name: string, transport: TransportKind, dns: Dns): Promise<readonly Srv[] | undefined> {
  const service = services[transport]
  if (!service) return undefined
  const [named, own] = await Promise.all([orNone(dns.naptr(name)), orNone(dns.srv(`${service.srv}.${name}`))])
  const pointers = named
    .slice(0, MAX_RECORDS)
    .filter(({ service: says, flags }) => says.toUpperCase() === service.naptr && flags.toLowerCase() === 's')
    .toSorted((a, b) => a.order - b.order || a.preference - b.preference)
  for (const { replacement } of pointers) {
    const targets = await orNone(dns.srv(replacement))
    if (targets.length > 0) return targets.filter(isThere)
  }
  return own.length > 0 ? own.filter(isThere) : undefined
}

/** A target of "." says that there is no such service (RFC 2782). */
const isThere = ({ name, port }: Srv) => name !== '' && name !== '.' && port > 0 && port < 65_536

/** By priority; within one by weighted lot, those without weight last (RFC 2782). */
function inSrvOrder(targets: readonly Srv[], random: () => number): readonly Srv[] {
  const left = targets.toSorted((a, b) => a.priority - b.priority)
  const ordered: Srv[] = []
  while (left[0]) {
    const { priority } = left[0]
    const peers = left.filter((each) => each.priority === priority)
    let lot = random() * peers.reduce((sum, { weight }) => sum + weight, 0)
    const drawn = peers.find(({ weight }) => weight > 0 && (lot -= weight) < 0) ?? peers[0]
    if (!drawn) break
    ordered.push(drawn)
    left.splice(left.indexOf(drawn), 1)
  }
  return ordered
}

const orNone = <Each>(asked: Promise<readonly Each[]>): Promise<readonly Each[]> => asked.catch(() => [])
