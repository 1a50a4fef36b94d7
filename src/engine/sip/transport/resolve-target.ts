import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { RemoteProtocolError } from '../message/errors.ts'
import { parseSipUri, uriParam } from '../message/uri.ts'
import type { TransportPeer } from './transport.ts'
import { type TransportKind, transports } from './transports.ts'
import { demandTransport, portOf } from './uri-transport.ts'

export interface ResolveOptions {
  /** How a `sip:` URI is travelled to that does not say. */
  readonly fallback: TransportKind
  /** Whether there is anything to send by. */
  readonly canSend: (kind: TransportKind) => boolean
  readonly addressOf: (name: string) => Promise<string>
}

/**
 * RFC 3261 §8.1.2, §16.6: `maddr` or host, port, transport. Rejects as `addressOf` does, which is asked about names only, and with
 * `RemoteProtocolError` naming the transport that is not known or that we cannot send by: nothing is sent by another instead.
 */
export async function resolveTarget(
  uri: string,
  { fallback, canSend, addressOf }: ResolveOptions,
): Promise<TransportPeer> {
  const target = parseSipUri(uri)
  const shown = uri.slice(0, 80)
  const kind = demandTransport(target, shown, fallback)
  const { viaName, isDialable } = transports[kind]
  const status = target.scheme === 'sips' ? 416 : 400
  if (!isDialable) {
    throw new RemoteProtocolError(
      'bad-uri',
      `nobody can be called by ${viaName} who has not connected: ${shown}`,
      status,
    )
  }
  if (!canSend(kind)) throw new RemoteProtocolError('bad-uri', `no ${viaName} for ${shown}`, status)
  const host = uriParam(target, 'maddr') ?? target.host
  const address = isIP(host) ? host : await addressOf(host)
  const certifiedAs = transports[kind].isSecure && address !== host ? { certifiedAs: host } : {}
  return { transport: kind, address, port: portOf(target, kind), ...certifiedAs }
}

/** The system's A or AAAA lookup of a name; NAPTR and SRV are not asked. `family` 0 takes either. */
export function systemAddressOf(family: 0 | 4 | 6): (name: string) => Promise<string> {
  return async (name) => (await lookup(name, { family })).address
}
