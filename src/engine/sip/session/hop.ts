import { type Dialog, nextHop } from '../dialog/dialog.ts'
import { parseSipUri, uriParam } from '../message/uri.ts'
import type { TransportPeer } from '../transport/transport.ts'
import { transports } from '../transport/transports.ts'
import { portOf, transportOf } from '../transport/uri-transport.ts'

/** RFC 1918, RFC 6598, loopback and link-local. */
const IS_PRIVATE =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.|100\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd]|fe[89ab]|::1$)/
const IS_ADDRESS = /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/

/**
 * Where the next request of a dialog goes. `flow` is where the other side's messages come from: a connection is kept, and a
 * phone whose Contact is a private address or a name, and another than it sends from, sits behind NAT and is reached where it
 * sends from (RFC 3581 manners). What wants TLS gets nothing else. Whoever only connects to us is reached over that connection and by nothing else. `undefined`
 * when the URI must be resolved, or refused.
 */
export function hopOf(dialog: Dialog, flow: TransportPeer): TransportPeer | undefined {
  const from = transports[flow.transport]
  if (!from.isDialable) return flow
  const uri = parseSipUri(nextHop(dialog))
  const transport = transportOf(uri)
  if (transport === undefined) return undefined
  const { isConnection, isSecure, isDialable } = transports[transport]
  const isDirect = dialog.routeSet.length === 0
  const isEnough = from.isSecure || !isSecure
  if (from.isConnection && isEnough && (transport === flow.transport || isDirect)) return flow
  const host = uriParam(uri, 'maddr') ?? uri.host
  const port = portOf(uri, transport)
  if (host === flow.address && transport === flow.transport) return { ...flow, port }
  if (isDirect && !isConnection && IS_PRIVATE.test(host)) return from.isConnection ? flow : { ...flow, isMapped: true }
  if (isDirect && !isConnection && !IS_ADDRESS.test(host)) return flow
  if (!IS_ADDRESS.test(host) || !isDialable) return undefined
  return { transport, address: host, port }
}
