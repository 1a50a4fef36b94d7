import { describe, expect, it } from 'vitest'
import { RemoteProtocolError } from '../../sip/message/errors.ts'
import type { TransportPeer } from '../../sip/transport/transport.ts'
import type { Binding } from './binding.ts'
import { locateHop } from './locate-phone.ts'
import { routeToBinding } from './route-to-binding.ts'

const udp = (address: string, port: number): TransportPeer => ({ transport: 'udp', address, port })
const tcp = (address: string, port: number, flowId?: string): TransportPeer => ({
  transport: 'tcp',
  address,
  port,
  ...(flowId === undefined ? {} : { flowId }),
})

interface Registered {
  readonly from: TransportPeer
  /** `host`, `host:port`, with `;rport`. Absent: not kept. */
  readonly sentBy?: string
  readonly contact: string
  readonly path?: readonly string[]
}

function bindingOf({ from, sentBy, contact, path = [] }: Registered): Binding {
  const [, host = '', port, rport] = /^(.*?)(?::([0-9]+))?(;rport)?$/.exec(sentBy ?? '') ?? []
  return {
    aor: '1001@example.test',
    contact,
    deviceId: 'desk',
    sipCallId: 'a',
    cseq: 1,
    source: from,
    ...(sentBy === undefined
      ? {}
      : {
          sentBy: { host, ...(port === undefined ? {} : { port: Number(port) }), hasRport: rport !== undefined },
        }),
    path,
    userAgent: '',
    registeredMs: 0,
    expiresMs: 60_000,
  }
}

/** Reached through a mapping, which large requests must not look for TCP at. */
const mapped = (peer: TransportPeer): TransportPeer => ({ ...peer, isMapped: true })

const lan = udp('192.168.1.20', 5060)

type Row = readonly [phone: string, registered: Registered, to: TransportPeer | string]

describe('where a registered phone is called (RFC 3261 §10, §16.6)', () => {
  it.each<Row>([
    ['on the LAN', { from: lan, sentBy: '192.168.1.20:5060', contact: 'sip:1@192.168.1.20:5060' }, lan],
    ['without a port', { from: lan, sentBy: '192.168.1.20', contact: 'sip:1@192.168.1.20' }, lan],
    [
      'that listens on another port than it registers from',
      { from: udp('192.168.1.20', 50_312), sentBy: '192.168.1.20:50312', contact: 'sip:1@192.168.1.20:5080' },
      udp('192.168.1.20', 5080),
    ],
    [
      'that sends from a port it does not name in its Via',
      { from: udp('192.168.1.20', 50_312), sentBy: '192.168.1.20:5060', contact: 'sip:1@192.168.1.20' },
      udp('192.168.1.20', 5060),
    ],
    [
      'that does so though it asks for answers there',
      { from: udp('192.168.1.20', 50_312), sentBy: '192.168.1.20:5060;rport', contact: 'sip:1@192.168.1.20' },
      udp('192.168.1.20', 5060),
    ],
    [
      'beyond a NAT',
      { from: udp('203.0.113.9', 31_000), sentBy: '192.168.1.20:5060', contact: 'sip:1@192.168.1.20:5060' },
      mapped(udp('203.0.113.9', 31_000)),
    ],
    [
      'beyond a symmetric NAT, with rport',
      { from: udp('203.0.113.9', 31_000), sentBy: '192.168.1.20:5060;rport', contact: 'sip:1@192.168.1.20:5060;ob' },
      mapped(udp('203.0.113.9', 31_000)),
    ],
    [
      'beyond a NAT, that names its outer address and inner port',
      { from: udp('203.0.113.9', 31_000), sentBy: '192.168.1.20:5060', contact: 'sip:1@203.0.113.9:5060' },
      mapped(udp('203.0.113.9', 31_000)),
    ],
    [
      'beyond a symmetric NAT that STUN told another port',
      { from: udp('203.0.113.9', 31_000), sentBy: '203.0.113.9:31999;rport', contact: 'sip:1@203.0.113.9:31999' },
      mapped(udp('203.0.113.9', 31_000)),
    ],
    [
      'in public that listens on another port than it sends from',
      { from: udp('203.0.113.9', 31_000), sentBy: '203.0.113.9:5060', contact: 'sip:1@203.0.113.9' },
      udp('203.0.113.9', 5060),
    ],
    [
      'beyond a NAT that mends its Via and not its Contact',
      { from: udp('203.0.113.9', 5060), sentBy: '203.0.113.9:5060', contact: 'sip:1@10.0.0.5' },
      mapped(udp('203.0.113.9', 5060)),
    ],
    [
      'on the LAN whose Contact is what STUN found out',
      { from: lan, sentBy: '192.168.1.20', contact: 'sip:1@203.0.113.9:31000' },
      mapped(lan),
    ],
    [
      'that wants to be called at another address',
      { from: lan, sentBy: '192.168.1.20:5060', contact: 'sip:1@192.168.7.3:5070' },
      udp('192.168.7.3', 5070),
    ],
    [
      'registered by a machine in public for another',
      { from: udp('203.0.113.9', 5060), sentBy: '203.0.113.9', contact: 'sip:1@198.51.100.4' },
      udp('198.51.100.4', 5060),
    ],
    [
      'that is reached by maddr',
      { from: lan, sentBy: '192.168.1.20', contact: 'sip:1@phone.example;maddr=192.168.1.20' },
      udp('192.168.1.20', 5060),
    ],
    [
      'that wants TCP though it registers over UDP',
      { from: lan, sentBy: '192.168.1.20:5060', contact: 'sip:1@192.168.1.20:5066;transport=TCP' },
      tcp('192.168.1.20', 5066),
    ],
    [
      'whose Contact is a name',
      { from: lan, sentBy: '192.168.1.20', contact: 'sip:1@phone.example:5080' },
      'sip:1@phone.example:5080',
    ],
    [
      'whose Contact is a name of nothing',
      { from: lan, sentBy: '192.168.1.20', contact: 'sip:1@a1b2.invalid' },
      mapped(lan),
    ],
    [
      'whose Contact is its own localhost',
      { from: lan, sentBy: '192.168.1.20', contact: 'sip:1@localhost' },
      mapped(lan),
    ],
    ['whose Contact is nowhere', { from: lan, sentBy: '192.168.1.20', contact: 'sip:1@0.0.0.0' }, mapped(lan)],
    [
      'whose Contact is a multicast group',
      { from: lan, sentBy: '192.168.1.20', contact: 'sip:1@224.0.1.75' },
      mapped(lan),
    ],
    ['whose Contact has port 0', { from: lan, sentBy: '192.168.1.20', contact: 'sip:1@192.168.1.20:0' }, lan],
    [
      'of the other IP',
      { from: udp('203.0.113.9', 5060), sentBy: '203.0.113.9', contact: 'sip:1@[2001:db8::5]' },
      mapped(udp('203.0.113.9', 5060)),
    ],
    [
      'that wants TLS: by nothing less',
      { from: lan, sentBy: '192.168.1.20', contact: 'sips:1@192.168.1.21' },
      { transport: 'tls', address: '192.168.1.21', port: 5061 },
    ],
    [
      'that wants TLS by a parameter, beyond a NAT or not',
      { from: udp('203.0.113.9', 31_000), sentBy: '10.0.0.5', contact: 'sip:1@10.0.0.5;transport=TLS' },
      { transport: 'tls', address: '10.0.0.5', port: 5061 },
    ],
    [
      'that wants TLS at a name',
      { from: lan, contact: 'sips:1@phone.example;transport=tcp' },
      'sips:1@phone.example;transport=tcp',
    ],
    ['that wants WebSocket', { from: lan, sentBy: '192.168.1.20', contact: 'sip:1@192.168.1.21;transport=ws' }, lan],
    ['that is a telephone number', { from: lan, sentBy: '192.168.1.20', contact: 'tel:+16045550100' }, lan],
    [
      'whose Via and Contact are a name: nothing says that there is no NAT',
      { from: lan, sentBy: 'DESKTOP-1:5060', contact: 'sip:1@desktop-1:5060' },
      mapped(lan),
    ],
    [
      'whose Via is a name, with the address that we see as Contact',
      { from: udp('192.168.1.20', 50_312), sentBy: 'desktop-1', contact: 'sip:1@192.168.1.20:5070' },
      udp('192.168.1.20', 5070),
    ],
    [
      'by IPv6, however it is written',
      { from: udp('2001:db8::5', 5060), sentBy: '2001:DB8:0:0::5', contact: 'sip:1@[2001:0db8::0005]:5070' },
      udp('2001:db8::5', 5070),
    ],
    [
      'that registered before its Via was kept',
      { from: udp('192.168.1.20', 50_312), contact: 'sip:1@192.168.1.20:5080' },
      udp('192.168.1.20', 50_312),
    ],
  ])('%s', (_phone, registered, to) => {
    expect(routeToBinding(bindingOf(registered), false)).toEqual({
      target: registered.contact,
      route: [],
      hop: { to, source: registered.from },
    })
  })

  it('keeps the listen point that a phone registered at', () => {
    const from = { ...lan, flowId: 'udp1' }
    const binding = bindingOf({ from, sentBy: '192.168.1.20', contact: 'sip:1@192.168.1.20:5070' })
    expect(routeToBinding(binding, false).hop.to).toEqual({ ...from, port: 5070 })
  })
})

describe('a phone that registered over a connection (RFC 5626)', () => {
  const flow = tcp('192.168.1.20', 41_000, 'flow-1')

  it.each<readonly [string, { sentBy: string; contact: string }, boolean, TransportPeer | string]>([
    ['is called over it', { sentBy: '192.168.1.20:5060', contact: 'sip:1@192.168.1.20;transport=tcp' }, true, flow],
    ['also without saying TCP', { sentBy: '192.168.1.20', contact: 'sip:1@192.168.1.20' }, true, flow],
    ['also by a name', { sentBy: '192.168.1.20', contact: 'sip:1@phone.example;transport=tcp' }, true, flow],
    ['also beyond a NAT', { sentBy: '10.0.0.5', contact: 'sip:1@10.0.0.5;transport=tcp' }, true, flow],
    [
      'is called at its Contact once that is closed',
      { sentBy: '192.168.1.20:5060', contact: 'sip:1@192.168.1.20:5062;transport=tcp' },
      false,
      tcp('192.168.1.20', 5062),
    ],
    [
      'is called elsewhere when it says so',
      { sentBy: '192.168.1.20', contact: 'sip:1@192.168.1.99;transport=tcp' },
      true,
      tcp('192.168.1.99', 5060),
    ],
    [
      'beyond a NAT is called where it was, with nothing better known',
      { sentBy: '10.0.0.5', contact: 'sip:1@10.0.0.5;transport=tcp' },
      false,
      flow,
    ],
  ])('%s', (_what, registered, isConnected, to) => {
    expect(routeToBinding(bindingOf({ from: flow, ...registered }), isConnected).hop.to).toEqual(to)
  })
})

describe('a phone that registered over a WebSocket (RFC 7118)', () => {
  const flow: TransportPeer = { transport: 'wss', address: '192.168.1.20', port: 41_000, flowId: 'flow-1' }

  it.each([
    ['sip:1@a1b2.invalid;transport=ws', true],
    ['sip:1@a1b2.invalid;transport=ws', false],
    ['sip:1@192.168.1.20:5060', true],
    ['sip:1@192.168.1.20:5060', false],
    ['sips:1@192.168.1.20', false],
  ])('as %s, is called over it and by nothing else (open: %s)', (contact, isConnected) => {
    const binding = bindingOf({ from: flow, sentBy: '192.168.1.20:5060', contact })
    expect(routeToBinding(binding, isConnected).hop.to).toBe(flow)
  })
})

describe('a phone behind proxies (RFC 3327)', () => {
  const proxy = udp('192.168.1.2', 5060)
  const contact = 'sip:1@10.0.0.5:5062'

  it('is called by its Path: the first hop gets the request, the Contact is its Request-URI', () => {
    const path = ['<sip:edge@192.168.1.2:5070;lr>', '<sip:inner.example;lr>']
    expect(routeToBinding(bindingOf({ from: proxy, sentBy: '192.168.1.2', contact, path }), false)).toEqual({
      target: contact,
      route: path,
      hop: { to: udp('192.168.1.2', 5070), source: proxy },
    })
  })

  it('whose first is a strict router has that for Request-URI and its Contact as last Route (RFC 3261 §16.6)', () => {
    const path = ['<sip:192.168.1.2:5070>', '<sip:inner.example;lr>']
    expect(routeToBinding(bindingOf({ from: proxy, sentBy: '192.168.1.2', contact, path }), false)).toMatchObject({
      target: 'sip:192.168.1.2:5070',
      route: ['<sip:inner.example;lr>', `<${contact}>`],
      hop: { to: udp('192.168.1.2', 5070) },
    })
  })

  it('is called where its edge proxy sends from, when that is beyond a NAT', () => {
    const path = ['<sip:192.168.5.5;lr>']
    const binding = bindingOf({ from: udp('203.0.113.9', 31_000), sentBy: '192.168.5.5', contact, path })
    expect(routeToBinding(binding, false).hop.to).toEqual(mapped(udp('203.0.113.9', 31_000)))
  })
})

describe('the address of a phone', () => {
  const around = (located: TransportPeer | undefined) => ({
    userAgent: {
      listenPoints: [{ transport: 'udp', host: '0.0.0.0', port: 5060 }] as const,
      locate: () => (located ? Promise.resolve(located) : Promise.reject(new Error('no such name'))),
      addressesFor: () => Promise.resolve({ local: '192.168.1.1', shown: '203.0.113.77' }),
    },
    trunks: { trunkAt: (address: string) => (address === '198.51.100.7' ? ({ id: 'trunk' } as never) : undefined) },
  })

  it.each<readonly [string, TransportPeer | string, TransportPeer | undefined, TransportPeer]>([
    ['is what its name resolves to', 'sip:phone.example', udp('192.168.1.44', 5080), udp('192.168.1.44', 5080)],
    ['is where it registered from when that does not resolve', 'sip:phone.example', undefined, lan],
    ['is never the address of a carrier', udp('198.51.100.7', 5060), undefined, lan],
    ['nor by a name', 'sip:phone.example', udp('198.51.100.7', 5060), lan],
    ['is never ours', udp('192.168.1.1', 5060), undefined, lan],
    ['nor by what a router shows us as', udp('203.0.113.77', 5060), undefined, lan],
    ['may be at our machine', udp('192.168.1.1', 5080), undefined, udp('192.168.1.1', 5080)],
    ['may be any other', udp('192.168.1.30', 5060), undefined, udp('192.168.1.30', 5060)],
  ])('%s', async (_what, to, located, expected) => {
    expect(await locateHop({ to, source: lan }, around(located))).toEqual(expected)
  })

  it('is nowhere when it is to be called by what we do not have', async () => {
    const refused = new RemoteProtocolError('bad-uri', 'no TLS for sips:1@phone.example')
    const surroundings = around(undefined)
    const userAgent = { ...surroundings.userAgent, locate: () => Promise.reject(refused) }
    const located = locateHop({ to: 'sips:1@phone.example', source: lan }, { ...surroundings, userAgent })
    await expect(located).rejects.toThrow('no TLS for sips:1@phone.example')
  })

  it('may be that of a carrier where it registers from there', async () => {
    const source = udp('198.51.100.7', 5070)
    const to = udp('198.51.100.7', 5080)
    expect(await locateHop({ to, source }, around(undefined))).toEqual(to)
  })
})
