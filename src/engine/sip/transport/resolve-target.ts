import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { RemoteProtocolError } from '../message/errors.ts'
import { parseSipUri, uriParam } from '../message/uri.ts'
import type { TransportKind, TransportPeer } from './transport.ts'

const DEFAULT_PORT = 5_060

/** RFC 3261 §8.1.2, §16.6: `maddr` or host, port, transport. Rejects as `addressOf` does, which is asked about names only. */
export async function resolveTarget(
  uri: string,
  options: { readonly fallback: TransportKind; readonly addressOf: (name: string) => Promise<string> },
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
  const address = isIP(host) ? host : await options.addressOf(host)
  return { transport: wanted, address, port: target.port ?? DEFAULT_PORT }
}

/** The system's A or AAAA lookup of a name; NAPTR and SRV are not asked. `family` 0 takes either. */
export function systemAddressOf(family: 0 | 4 | 6): (name: string) => Promise<string> {
  return async (name) => (await lookup(name, { family })).address
}
