import type { ListenPoint } from './sip/user-agent.ts'

interface HostPort {
  readonly host: string
  readonly port: number
}

export interface WantedPoints {
  /** UDP and TCP. */
  readonly sip: HostPort
  /** Further addresses for the same, e.g. one of IPv6. */
  readonly more?: readonly HostPort[]
  /** Undefined: the port after that of `sip`, which RFC 3261 §19.1.2 has for it. */
  readonly tls: HostPort | 'none' | undefined
  readonly ws: HostPort | undefined
  readonly wss: HostPort | undefined
}

const IS_HERE = /^(?:127\.|0\.0\.0\.0$|localhost$)/

/** Where an engine listens. The page of the app on this machine finds a WebSocket in any case. */
export function listenPoints({ sip, more = [], tls, ws, wss }: WantedPoints): readonly ListenPoint[] {
  const secure = tls ?? (sip.port < 65_535 ? { host: sip.host, port: sip.port === 0 ? 0 : sip.port + 1 } : 'none')
  const here = ws !== undefined && IS_HERE.test(ws.host) ? [] : [{ host: '127.0.0.1', port: 0 }]
  return [
    ...[sip, ...more].flatMap((point) => [
      { transport: 'udp' as const, ...point },
      { transport: 'tcp' as const, ...point },
    ]),
    ...(secure === 'none' ? [] : [{ transport: 'tls' as const, ...secure }]),
    ...[...here, ...(ws === undefined ? [] : [ws])].map((point) => ({ transport: 'ws' as const, ...point })),
    ...(wss === undefined ? [] : [{ transport: 'wss' as const, ...wss }]),
  ]
}
