import { isIP } from 'node:net'
import { routing } from '../../sip/dialog/dialog.ts'
import { parseNameAddr } from '../../sip/message/name-addr.ts'
import { parseUri, uriParam } from '../../sip/message/uri.ts'
import type { TransportPeer } from '../../sip/transport/transport.ts'
import { DEFAULT_PORT, transports } from '../../sip/transport/transports.ts'
import { portOf, transportOf } from '../../sip/transport/uri-transport.ts'
import { canonicalHost, scopeOf } from '../../sip/transport/address-scope.ts'
import type { Binding, SentBy } from './binding.ts'

/** How a request outside a dialog reaches a registered phone. */
export interface RouteToPhone {
  /** Request-URI. */
  readonly target: string
  /** Route header values, nearest hop first. */
  readonly route: readonly string[]
  readonly hop: Hop
}

/** Where a request is sent. */
export interface Hop {
  /** Or a URI to be located. */
  readonly to: TransportPeer | string
  /** Where the phone registered from: taken when `to` leads nowhere, or where no phone is. */
  readonly source: TransportPeer
}

/**
 * The Contact, or the first hop of its Path (RFC 3261 §10, §16.6, RFC 3327). Instead where the REGISTER came from
 * - over a connection that is still open (RFC 5626), unless the Contact is at another address, and
 * - when that is beyond a NAT: whoever sent it is not at the address it gives in its Via, its port was changed on the way, or
 *   the Contact is an address of another kind of network (private for public, or what STUN found out for private).
 * - when it came over what only phones connect by (RFC 7118), or the Contact says that it is called by that.
 * A Contact that wants TLS is never called without, wherever it registered from. Neither: a phone that wants to be called elsewhere, as one does that another machine registers, is called there.
 */
export function routeToBinding(binding: Binding, isConnected: boolean): RouteToPhone {
  const { contact, path } = binding
  const { uri: target, routes: route } = routing({ routeSet: path, remoteTarget: contact })
  const [first] = path
  const next = first === undefined ? contact : parseNameAddr(first, 'Path').uri
  return { target, route, hop: { to: hopTo(next, binding, isConnected), source: binding.source } }
}

/** The header fields that send a request along the route. */
export const routeHeaders = ({ route }: Pick<RouteToPhone, 'route'>) => route.map((value) => ['Route', value] as const)

function hopTo(uri: string, { source, sentBy }: Binding, isConnected: boolean): Hop['to'] {
  if (!transports[source.transport].isDialable) return source
  const place = placeOf(uri)
  if (!place) return source
  const { host, ...rest } = place
  const asked = isIP(host) === 0 ? uri : { ...rest, address: host }
  if (transports[rest.transport].isSecure && !transports[source.transport].isSecure) return asked
  if (!sentBy) return source
  if (isBeyondNat(host, sentBy, source))
    return transports[source.transport].isConnection ? source : { ...source, isMapped: true }
  const isThere = host === canonicalHost(source.address)
  if (isConnected && (isThere || isIP(host) === 0)) return source
  if (isThere && rest.transport === source.transport && !transports[rest.transport].isConnection)
    return { ...source, port: rest.port }
  return asked
}

interface Place extends Pick<TransportPeer, 'transport' | 'port'> {
  readonly host: string
}

/** Undefined: not a URI that we can send to. */
function placeOf(text: string): Place | undefined {
  const uri = parseUri(text)
  if (uri.scheme === 'tel' || uri.port === 0) return undefined
  const transport = transportOf(uri)
  if (transport === undefined || !transports[transport].isDialable) return undefined
  return { transport, host: canonicalHost(uriParam(uri, 'maddr') ?? uri.host), port: portOf(uri, transport) }
}

function isBeyondNat(host: string, sentBy: SentBy, source: TransportPeer): boolean {
  const from = canonicalHost(source.address)
  const sender = canonicalHost(sentBy.host)
  // A name proves nothing; a Contact at the very address that we see does.
  if (sender !== from) return isIP(sender) !== 0 || host !== from
  if (isPortChanged(sentBy, source)) return true
  if (isIP(host) === 0) return host === 'localhost' || host.endsWith('.invalid')
  return isIP(host) !== isIP(from) || scopeOf(host) !== scopeOf(from)
}

/** STUN tells a phone its outer address, but a symmetric NAT gives it another port towards us. Without a NAT, phones may well send from a port of their own. */
function isPortChanged({ port = DEFAULT_PORT, hasRport }: SentBy, source: TransportPeer): boolean {
  return (
    !transports[source.transport].isConnection &&
    hasRport &&
    port !== source.port &&
    scopeOf(source.address) === 'everywhere'
  )
}
