import { RemoteProtocolError } from '../message/errors.ts'
import { type SipUri, uriParam } from '../message/uri.ts'
import {
  DEFAULT_SECURE_TRANSPORT,
  DEFAULT_TRANSPORT,
  type TransportKind,
  transportKinds,
  transports,
  transportWords,
} from './transports.ts'

/**
 * How a URI is travelled to (RFC 3263 §4.1 without NAPTR and SRV): by its `transport`, over TLS when it is a `sips:`. `fallback` is what a `sip:` URI
 * means that says nothing. Undefined: a transport that nobody here knows, or one that a `sips:` URI cannot have.
 */
export function transportOf(uri: SipUri, fallback: TransportKind = DEFAULT_TRANSPORT): TransportKind | undefined {
  const word = uriParam(uri, 'transport')?.toLowerCase()
  const isSecure = uri.scheme === 'sips'
  if (word === undefined) return isSecure ? DEFAULT_SECURE_TRANSPORT : fallback
  const kind = transportKinds.find((each) => each === word)
  if (kind === undefined || !isSecure || transports[kind].isSecure) return kind
  return transports[kind].overTls
}

/** As `transportOf`; throws `bad-uri` that names what is not known. `what` is where the URI stands. */
export function demandTransport(uri: SipUri, what: string, fallback?: TransportKind): TransportKind {
  const kind = transportOf(uri, fallback)
  if (kind !== undefined) return kind
  const word = uriParam(uri, 'transport')?.slice(0, 20) ?? ''
  const text =
    transportKinds.find((each) => each === word.toLowerCase()) === undefined
      ? `transport "${word}" of ${what} is not ${transportWords}`
      : `${what} is sips, which transport "${word}" cannot carry`
  throw new RemoteProtocolError('bad-uri', text)
}

/** The port a URI leads to by that transport. */
export function portOf({ port }: SipUri, kind: TransportKind): number {
  return port ?? transports[kind].defaultPort
}
