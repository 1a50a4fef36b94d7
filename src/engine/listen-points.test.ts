import { describe, expect, it } from 'vitest'
import { listenPoints } from './listen-points.ts'

const at = (host: string, port: number) => ({ host, port })
const shown = (wanted: Partial<Parameters<typeof listenPoints>[0]>) =>
  listenPoints({ sip: at('192.0.2.1', 5_060), tls: undefined, ws: undefined, wss: undefined, ...wanted }).map(
    ({ transport, host, port }) => `${transport} ${host}:${port}`,
  )

describe('where an engine listens', () => {
  it('is UDP, TCP, TLS at the next port, and a WebSocket for this machine', () => {
    expect(shown({})).toEqual(['udp 192.0.2.1:5060', 'tcp 192.0.2.1:5060', 'tls 192.0.2.1:5061', 'ws 127.0.0.1:0'])
  })

  it.each([
    [
      'further addresses by UDP and TCP',
      { more: [at('::1', 5_060), at('192.0.2.3', 5_080)], tls: 'none' as const },
      ['udp ::1:5060', 'tcp ::1:5060', 'udp 192.0.2.3:5080', 'tcp 192.0.2.3:5080', 'ws 127.0.0.1:0'],
    ],
    ['a free port for TLS beside a free port', { sip: at('::1', 0) }, ['tls ::1:0', 'ws 127.0.0.1:0']],
    ['no TLS after the last port', { sip: at('::1', 65_535) }, ['ws 127.0.0.1:0']],
    ['no TLS where none is wanted', { tls: 'none' as const }, ['ws 127.0.0.1:0']],
    ['TLS where it is wanted', { tls: at('192.0.2.2', 443) }, ['tls 192.0.2.2:443', 'ws 127.0.0.1:0']],
    [
      'a WebSocket elsewhere too',
      { ws: at('192.0.2.1', 80), tls: 'none' as const },
      ['ws 127.0.0.1:0', 'ws 192.0.2.1:80'],
    ],
    ['one that is there for this machine', { ws: at('0.0.0.0', 80), tls: 'none' as const }, ['ws 0.0.0.0:80']],
    ['a secure one when asked', { wss: at('::', 443), tls: 'none' as const }, ['ws 127.0.0.1:0', 'wss :::443']],
  ])('has %s', (_what, wanted, points) => {
    expect(shown(wanted).slice(2)).toEqual(points)
  })
})
