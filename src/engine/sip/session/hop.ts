import { type Dialog, nextHop } from '../dialog/dialog.ts'
import { parseSipUri, uriParam } from '../message/uri.ts'
import type { TransportPeer } from '../transport/transport.ts'

const DEFAULT_PORT = 5_060
/** RFC 1918, RFC 6598, loopback and link-local. */
const IS_PRIVATE =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.|100\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd]|fe[89ab]|::1$)/
const IS_ADDRESS = /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/

/**
 * Where the next request of a dialog goes. `flow` is where the other side's messages come from: a connection is kept, and a
 * phone whose Contact is a private address or a name, and another than it sends from, sits behind NAT and is reached where it
 * sends from (RFC 3581 manners). `undefined` when a name must be resolved.
 */
export function hopOf(dialog: Dialog, flow: TransportPeer): TransportPeer | undefined {
  const uri = parseSipUri(nextHop(dialog))
  const transport = uriParam(uri, 'transport')?.toLowerCase() ?? 'udp'
  if (flow.transport === 'tcp' && (transport === 'tcp' || dialog.routeSet.length === 0)) return flow
  const host = uriParam(uri, 'maddr') ?? uri.host
  const port = uri.port ?? DEFAULT_PORT
  if (host === flow.address && transport === flow.transport) return { ...flow, port }
  if (dialog.routeSet.length === 0 && transport === 'udp' && isHidden(host)) return flow
  if (!IS_ADDRESS.test(host) || (transport !== 'udp' && transport !== 'tcp')) return undefined
  return { transport, address: host, port }
}

function isHidden(host: string): boolean {
  return IS_PRIVATE.test(host) || !IS_ADDRESS.test(host)
}
