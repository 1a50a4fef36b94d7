/** What code may ask about a way of carrying SIP. It asks this, and never which of them it is. */
export interface Transport {
  /** In Via (RFC 3261 §20.42, RFC 7118 §5.2). */
  readonly viaName: string
  /** The value of a URI's `transport` (RFC 3261 §19.1.1): over TLS the same word as without, in a `sips:` URI, but for `tls` itself, which phones write. */
  readonly uriParameter: string
  /** Where a URI without port leads (RFC 3263 §4.2, RFC 7118 §5.3). */
  readonly defaultPort: number
  /** What is sent arrives or is known not to have: nothing is repeated (RFC 3261 §17). */
  readonly isReliable: boolean
  /** Messages belong to a connection, and so do the answers (§18.2.2); else each stands alone, and where it came from is where answers go. */
  readonly isConnection: boolean
  /** Encrypted, as a `sips:` URI demands. */
  readonly isSecure: boolean
  /** Others can be connected to. Else only they connect, and are reached over that connection or not at all (RFC 7118 §5.3). */
  readonly isDialable: boolean
  /** Spoken by browsers, whose media is DTLS-SRTP found by ICE and nothing else (RFC 8827 §6.5). */
  readonly isOfBrowsers: boolean
  /** The same over TLS: what a `sips:` URI means by it (RFC 3261 §26.2.2). Undefined where there is none. */
  readonly overTls?: TransportKind
}

export type TransportKind = 'udp' | 'tcp' | 'tls' | 'ws' | 'wss'

const insecure = { isSecure: false } as const
const ofPhones = { isDialable: true, isOfBrowsers: false } as const
const connection = { isReliable: true, isConnection: true } as const
const ofBrowsers = { ...connection, isDialable: false, isOfBrowsers: true } as const

/** RFC 3261 §18, RFC 7118. The order is that of preference where a `sip:` URI says nothing (RFC 3263 §4.1 without NAPTR and SRV). */
export const transports: Readonly<Record<TransportKind, Transport>> = {
  udp: {
    viaName: 'UDP',
    uriParameter: 'udp',
    defaultPort: 5_060,
    ...insecure,
    isReliable: false,
    isConnection: false,
    ...ofPhones,
  },
  tcp: {
    viaName: 'TCP',
    uriParameter: 'tcp',
    defaultPort: 5_060,
    ...insecure,
    ...connection,
    ...ofPhones,
    overTls: 'tls',
  },
  tls: { viaName: 'TLS', uriParameter: 'tls', defaultPort: 5_061, isSecure: true, ...connection, ...ofPhones },
  ws: { viaName: 'WS', uriParameter: 'ws', defaultPort: 80, ...insecure, ...ofBrowsers, overTls: 'wss' },
  wss: { viaName: 'WSS', uriParameter: 'ws', defaultPort: 443, isSecure: true, ...ofBrowsers },
}

/** Of a `Via` or anything else that names none. */
export const DEFAULT_PORT = transports.udp.defaultPort

/** In order of preference. */
export const transportKinds = ['udp', 'tcp', 'tls', 'ws', 'wss'] as const satisfies readonly TransportKind[]

/** What a URI without `transport` means: `sip:` the first, `sips:` TLS. */
export const DEFAULT_TRANSPORT: TransportKind = 'udp'
export const DEFAULT_SECURE_TRANSPORT: TransportKind = 'tls'

/** How our own URI says that it is reached by this, to be appended: nothing where that is understood. */
export function transportSuffix(kind: TransportKind, scheme: 'sip' | 'sips' = 'sip'): string {
  const understood = scheme === 'sip' ? DEFAULT_TRANSPORT : DEFAULT_SECURE_TRANSPORT
  return kind === understood ? '' : `;transport=${transports[kind].uriParameter}`
}

/** By the name in a Via, upper case. */
export function transportNamed(viaName: string): TransportKind | undefined {
  return transportKinds.find((kind) => transports[kind].viaName === viaName)
}

/** For messages to people: `UDP, TCP, TLS, WS or WSS`. */
export const transportWords = transportKinds
  .map((kind) => transports[kind].viaName)
  .join(', ')
  .replace(/, (?=[^,]*$)/, ' or ')
