import { describe, expect, it } from 'vitest'
import { buildResponse } from '../message/build.ts'
import { HeaderList } from '../message/headers.ts'
import type { SipRequest, SipResponse } from '../message/message.ts'
import { hopOf } from '../session/hop.ts'
import type { TransportPeer } from '../transport/transport.ts'
import {
  acceptRequest,
  ackRequest,
  type Dialog,
  dialogOfClient,
  dialogOfServer,
  nextHop,
  nextRequest,
  refreshTarget,
} from './dialog.ts'

type Headers = readonly (readonly [string, string])[]

function request(method: string, cseq: number, headers: Headers = []): SipRequest {
  const base = [
    ['Via', 'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1'],
    ['From', '"Ann" <sip:ann@a.example>;tag=ann'],
    ['To', '<sip:bob@b.example>'],
    ['Call-ID', 'x'],
    ['CSeq', `${cseq} ${method}`],
  ] as const
  return { kind: 'request', method, uri: 'sip:bob@b.example', headers: new HeaderList([...base, ...headers]), body: '' }
}

function answer(headers: Headers): SipResponse {
  return buildResponse(request('INVITE', 7), { status: 200, toTag: 'bob', headers })
}

const header = (headers: Headers, name: string): string[] =>
  headers.filter(([key]) => key === name).map(([, value]) => value)
const contact = ['Contact', '<sip:bob@198.51.100.7:5070>'] as const
const twoProxies = [['Record-Route', '<sip:p2.example;lr>, <sip:p1.example;lr>']] as const

describe('dialog of a client (RFC 3261 §12.1.2)', () => {
  it('sends to the Contact through the recorded proxies, nearest first', () => {
    const dialog = dialogOfClient(request('INVITE', 7), answer([contact, ...twoProxies]))
    const [next, bye] = nextRequest(dialog, 'BYE')
    expect(bye.uri).toBe('sip:bob@198.51.100.7:5070')
    expect(header(bye.headers, 'Route')).toEqual(['<sip:p1.example;lr>', '<sip:p2.example;lr>'])
    expect(header(bye.headers, 'From')).toEqual(['"Ann" <sip:ann@a.example>;tag=ann'])
    expect(header(bye.headers, 'To')).toEqual(['<sip:bob@b.example>;tag=bob'])
    expect(header(bye.headers, 'CSeq')).toEqual(['8 BYE'])
    expect(header(nextRequest(next, 'INFO')[1].headers, 'CSeq')).toEqual(['9 INFO'])
    expect(nextHop(dialog)).toBe('sip:p1.example;lr')
  })

  it('acknowledges with the number of the INVITE (§13.2.2.4)', () => {
    const dialog = dialogOfClient(request('INVITE', 7), answer([contact]))
    expect(header(ackRequest(dialog, 7).headers, 'CSeq')).toEqual(['7 ACK'])
  })

  it('serves a strict router (§12.2.1.1)', () => {
    const dialog = dialogOfClient(request('INVITE', 7), answer([contact, ['Record-Route', '<sip:strict.example>']]))
    const [, bye] = nextRequest(dialog, 'BYE')
    expect([bye.uri, ...header(bye.headers, 'Route')]).toEqual(['sip:strict.example', '<sip:bob@198.51.100.7:5070>'])
  })

  it.each([
    ['no Contact', []],
    ['an unreadable Contact', [['Contact', '<sip:@>'] as const]],
    ['an unreadable Record-Route', [['Record-Route', 'rubbish'] as const]],
  ])('goes the way the INVITE went after %s', (_, headers) => {
    const dialog = dialogOfClient(request('INVITE', 7), answer(headers))
    expect([dialog.remoteTarget, dialog.routeSet]).toEqual(['sip:bob@b.example', []])
  })
})

describe('dialog of a server (RFC 3261 §12.1.1)', () => {
  const invite = request('INVITE', 7, [['Contact', '<sip:ann@192.0.2.1>'], ...twoProxies])

  it('has the recorded proxies in the order they were recorded', () => {
    const [, bye] = nextRequest(dialogOfServer(invite, 'me'), 'BYE')
    expect(header(bye.headers, 'Route')).toEqual(['<sip:p2.example;lr>', '<sip:p1.example;lr>'])
    expect(header(bye.headers, 'From')).toEqual(['<sip:bob@b.example>;tag=me'])
    expect(header(bye.headers, 'CSeq')).toEqual(['1 BYE'])
  })

  it('takes requests in order only (§12.2.2)', () => {
    const dialog = dialogOfServer(invite, 'me')
    const [after, first] = acceptRequest(dialog, request('BYE', 9))
    expect([first, acceptRequest(after, request('INFO', 9))[1], acceptRequest(after, request('INFO', 8))[1]]).toEqual([
      'in-order',
      'out-of-order',
      'out-of-order',
    ])
  })

  it('follows a re-INVITE that moves the other side', () => {
    const moved = refreshTarget(
      dialogOfServer(invite, 'me'),
      request('INVITE', 8, [['Contact', '<sip:ann@192.0.2.99>']]),
    )
    expect(moved.remoteTarget).toBe('sip:ann@192.0.2.99')
  })

  it.each([[[]], [[['Contact', '<sip:a@b>'] as const, ['Record-Route', '<nothing>'] as const]]])(
    'is refused from %j',
    (headers) => {
      expect(() => dialogOfServer(request('INVITE', 7, headers), 'me')).toThrow(/Contact|URI/)
    },
  )
})

describe('the next hop', () => {
  const flow: TransportPeer = { transport: 'udp', address: '203.0.113.7', port: 40_000 }
  const at = (uri: string, routes: readonly string[] = []): Dialog => ({
    ...dialogOfClient(request('INVITE', 7), answer([['Contact', `<${uri}>`]])),
    routeSet: routes,
  })

  it.each([
    ['the Contact, when messages come from there', 'sip:b@203.0.113.7:5090', { ...flow, port: 5090 }],
    [
      'where messages come from, when the Contact is private (NAT)',
      'sip:b@192.168.1.20:5060',
      { ...flow, isMapped: true },
    ],
    ['where messages come from, when the Contact is a name', 'sip:b@phone.local', flow],
    ['another public Contact', 'sip:b@198.51.100.1', { transport: 'udp', address: '198.51.100.1', port: 5060 }],
    [
      'the Contact by the transport it asks for',
      'sip:b@198.51.100.1;transport=tcp',
      { transport: 'tcp', address: '198.51.100.1', port: 5060 },
    ],
  ])('is %s', (_, uri, expected) => {
    expect(hopOf(at(uri), flow)).toEqual(expected)
  })

  it('is the connection there is', () => {
    const connection: TransportPeer = { transport: 'tcp', address: '203.0.113.7', port: 50_000, flowId: 'f' }
    expect(hopOf(at('sip:b@192.168.1.20;transport=tcp'), connection)).toBe(connection)
  })

  it.each<readonly [string, readonly string[]]>([
    ['sips:b@203.0.113.7', []],
    ['sips:b@192.168.1.20;transport=tcp', []],
    ['sip:b@192.168.1.20;transport=tls', []],
    ['sip:b@192.168.1.20', ['<sips:192.168.1.20;lr>']],
  ])('of %s by %j is one over TLS, never less', (uri, routes) => {
    for (const transport of ['udp', 'tcp'] as const)
      expect(hopOf(at(uri, routes), { ...flow, transport })).toMatchObject({ transport: 'tls', port: 5061 })
    const secure: TransportPeer = { ...flow, transport: 'tls', flowId: 'f' }
    expect(hopOf(at(uri, routes), secure)).toBe(secure)
  })

  it('of a contact nobody knows the way to is left to be refused', () => {
    expect(hopOf(at('sip:b@203.0.113.7', ['<sip:203.0.113.9;transport=ws;lr>']), flow)).toBeUndefined()
  })

  it('is the first proxy, to be resolved when it is a name', () => {
    expect(hopOf(at('sip:b@192.168.1.20', ['<sip:198.51.100.9:5080;lr>']), flow)).toMatchObject({
      address: '198.51.100.9',
      port: 5080,
    })
    expect(hopOf(at('sip:b@192.168.1.20', ['<sip:proxy.example;lr>']), flow)).toBeUndefined()
  })
})
