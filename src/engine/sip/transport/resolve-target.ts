import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { RemoteProtocolError } from '../message/errors.ts'
import { parseSipUri, uriParam } from '../message/uri.ts'
import type { TransportKind, TransportPeer } from './transport.ts'

const DEFAULT_PORT = 5_060

/** RFC 3261 §8.1.2, §16.6: `maddr` or host, port, transport. Names are looked up as A or AAAA; NAPTR and SRV are not asked. */
export async function resolveTarget(
  uri: string,
  options: { readonly fallback: TransportKind; readonly family: 0 | 4 | 6 },
): Promise<TransportPeer> {
  const target = parseSipUri(uri)
  if (target.scheme === 'sips') throw new RemoteProtocolError('unknown-scheme', `no TLS for ${uri.slice(0, 80)}`, 416)
  const wanted = uriParam(target, 'transport')?.toLowerCase() ?? options.fallback
  if (wanted !== 'udp' && wanted !== 'tcp')
    throw new RemoteProtocolError(
      'bad-uri',
      `transport "${wanted.slice(0, 20)}" of ${uri.slice(0, 80)} is not udp or tcp`,
    )
  const host = uriParam(target, 'maddr') ?? target.host
  const address = isIP(host) ? host : (await lookup(host, { family: options.family })).address
  return { transport: wanted, address, port: target.port ?? DEFAULT_PORT }
}
