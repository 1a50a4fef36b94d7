import { describe, expect, it } from 'vitest'
import { CarrierPlaces } from './carrier-places.ts'
import { type Dns, findPlaces, type Naptr, type Srv } from './find-places.ts'

interface Zone {
  readonly naptr?: Readonly<Record<string, readonly Naptr[]>>
  readonly srv?: Readonly<Record<string, readonly Srv[]>>
  readonly addresses?: Readonly<Record<string, readonly string[]>>
  readonly ttlSec?: number
}

function dnsOf(zone: Zone): Dns & { readonly asked: string[] } {
  const asked: string[] = []
  const answer = async <Each>(what: string, name: string, table: Readonly<Record<string, readonly Each[]>> = {}) => {
    asked.push(`${what} ${name}`)
    const found = table[name]
    if (!found) throw new Error('ENOTFOUND')
    return found
  }
  return {
    asked,
    naptr: (name) => answer('naptr', name, zone.naptr),
    srv: (name) => answer('srv', name, zone.srv),
    addresses: async (name) =>
      (await answer('a', name, zone.addresses)).map((address) => ({ address, ttlSec: zone.ttlSec ?? 60 })),
  }
}

const srv = (name: string, priority = 10, weight = 0, port = 5_080): Srv => ({ name, port, priority, weight })
const naptr = (service: string, replacement: string, order = 10, flags = 's'): Naptr => {
  return { service, replacement, order, preference: 0, flags }
}
const find = async (zone: Zone, about: Partial<Parameters<typeof findPlaces>[0]> = {}, random = () => 0) => {
  const asked = { name: 'carrier.test', port: undefined, transport: 'udp', ...about } as const
  const { places } = await findPlaces(asked, { dns: dnsOf(zone), random })
  return places.map(({ transport, address, port }) => `${transport} ${address}:${port}`)
}
const addresses = { 'a.test': ['192.0.2.1'], 'b.test': ['192.0.2.2'], 'carrier.test': ['192.0.2.9', '2001:db8::9'] }

describe('where a carrier is (RFC 3263)', () => {
  it('is what its name says where there is no more, IPv4 and IPv6', async () => {
    expect(await find({ addresses })).toEqual(['udp 192.0.2.9:5060', 'udp 2001:db8::9:5060'])
    expect(await find({ addresses }, { transport: 'tls' })).toEqual(['tls 192.0.2.9:5061', 'tls 2001:db8::9:5061'])
  })

  it('is certified by the name that was asked for, not by one that the DNS gave (RFC 5922 §4)', async () => {
    const asked = { name: 'carrier.test', port: undefined } as const
    const srvs = { '_sips._tcp.carrier.test': [srv('a.test')], '_sip._tcp.carrier.test': [srv('a.test')] }
    const dns = dnsOf({ addresses, srv: srvs })
    const over = async (transport: 'tls' | 'tcp') =>
      (await findPlaces({ ...asked, transport }, { dns, random: () => 0 })).places.map((place) => place.certifiedAs)
    expect([await over('tls'), await over('tcp')]).toEqual([['carrier.test'], [undefined]])
  })

  it('is at the port given, and nothing else is asked', async () => {
    const zone = { addresses, srv: { '_sip._udp.carrier.test': [srv('a.test')] } }
    expect(await find(zone, { port: 5_070 })).toEqual(['udp 192.0.2.9:5070', 'udp 2001:db8::9:5070'])
  })

  it('is what SRV of its transport says, by priority', async () => {
    const zone = { addresses, srv: { '_sip._tcp.carrier.test': [srv('b.test', 20), srv('a.test', 10)] } }
    expect(await find(zone, { transport: 'tcp' })).toEqual(['tcp 192.0.2.1:5080', 'tcp 192.0.2.2:5080'])
    expect(await find(zone)).toEqual(['udp 192.0.2.9:5060', 'udp 2001:db8::9:5060'])
  })

  it('is by lot among equals, as heavy as they are', async () => {
    const zone = { addresses, srv: { '_sip._udp.carrier.test': [srv('a.test', 1, 10), srv('b.test', 1, 90)] } }
    const first = async (lot: number) => (await find(zone, {}, () => lot))[0]
    expect([await first(0), await first(0.09), await first(0.11), await first(0.99)]).toEqual([
      'udp 192.0.2.1:5080',
      'udp 192.0.2.1:5080',
      'udp 192.0.2.2:5080',
      'udp 192.0.2.2:5080',
    ])
  })

  it('is by the SRV that NAPTR names for the transport, the first of them', async () => {
    const zone = {
      addresses,
      naptr: {
        'carrier.test': [
          naptr('SIP+D2T', 'tcp.test', 1),
          naptr('SIP+D2U', 'second.test', 30),
          naptr('sip+d2u', 'first.test', 20),
          naptr('SIP+D2U', 'other.test', 1, 'u'),
        ],
      },
      srv: { 'first.test': [srv('a.test')], 'second.test': [srv('b.test')], 'tcp.test': [srv('b.test')] },
    }
    expect(await find(zone)).toEqual(['udp 192.0.2.1:5080'])
  })

  it('leaves out targets that lead nowhere, and services that are not offered', async () => {
    const zone = { addresses, srv: { '_sip._udp.carrier.test': [srv('gone.test', 1), srv('.', 2), srv('a.test', 3)] } }
    expect(await find(zone)).toEqual(['udp 192.0.2.1:5080'])
    const dns = dnsOf(zone)
    await findPlaces({ name: 'carrier.test', port: undefined, transport: 'udp' }, { dns, random: () => 0 })
    expect(dns.asked).toEqual(expect.not.arrayContaining(['a .']))
    expect(await find({ addresses, srv: { '_sip._udp.carrier.test': [srv('.')] } })).toEqual([])
    expect(await find({})).toEqual([])
  })

  it('is at twenty places at most, of ten targets', async () => {
    const many = Array.from({ length: 40 }, (_, at) => `192.0.2.${at}`)
    expect(await find({ addresses: { 'carrier.test': many } })).toHaveLength(20)
    const targets = Array.from({ length: 40 }, (_, at) => srv(`t${at}.test`, at))
    const each = Object.fromEntries(targets.map(({ name }, at) => [name, [`192.0.2.${at}`]]))
    expect(await find({ addresses: each, srv: { '_sip._udp.carrier.test': targets } })).toHaveLength(10)
  })
})

describe('places that were found', () => {
  const setUp = (zone: Zone) => {
    const clock = { nowMs: 0, now: () => clock.nowMs }
    const dns = dnsOf(zone)
    const places = new CarrierPlaces({ dns, clock, random: () => 0 })
    const of = async (host: string) => (await places.of({ host, transport: 'udp' })).map(({ address }) => address)
    return { clock, dns, places, of }
  }

  it('are remembered as long as they may be, and asked for once by all', async () => {
    const { clock, dns, of } = setUp({ addresses, ttlSec: 100 })
    await Promise.all([of('carrier.test'), of('carrier.test')])
    const asked = dns.asked.length
    clock.nowMs = 99_000
    await of('carrier.test')
    expect(dns.asked).toHaveLength(asked)
    clock.nowMs = 100_000
    await Promise.all([of('carrier.test'), of('carrier.test')])
    await expect.poll(() => dns.asked.length).toBe(2 * asked)
  })

  it.each([
    [0, 5_000],
    [86_400, 300_000],
  ])('that may be remembered %i s are for %i ms', async (ttlSec, ms) => {
    const { clock, dns, of } = setUp({ addresses, ttlSec })
    await of('carrier.test')
    const asked = dns.asked.length
    clock.nowMs = ms - 1
    await of('carrier.test')
    expect(dns.asked).toHaveLength(asked)
    clock.nowMs = ms
    await of('carrier.test')
    expect(dns.asked.length).toBeGreaterThan(asked)
  })

  it('serve while they are asked for anew, and where the name server is gone', async () => {
    const zone: { addresses: Record<string, string[]> } = { addresses: { 'carrier.test': ['192.0.2.9'] } }
    const { clock, of } = setUp(zone)
    await of('carrier.test')
    zone.addresses = { 'carrier.test': ['192.0.2.10'] }
    clock.nowMs = 60_000
    expect(await of('carrier.test')).toEqual(['192.0.2.9'])
    await expect.poll(() => of('carrier.test')).toEqual(['192.0.2.10'])
    zone.addresses = {}
    clock.nowMs = 600_000
    await of('carrier.test')
    clock.nowMs = 700_000
    expect(await of('carrier.test')).toEqual(['192.0.2.10'])
  })

  it('that lead nowhere are asked for again soon', async () => {
    const { clock, dns, of } = setUp({})
    expect(await of('carrier.test')).toEqual([])
    const asked = dns.asked.length
    clock.nowMs = 10_000
    await of('carrier.test')
    expect(dns.asked.length).toBeGreaterThan(asked)
  })

  it('that failed come last for a minute', async () => {
    const { clock, places, of } = setUp({ addresses, ttlSec: 300 })
    places.failed({ transport: 'udp', address: '192.0.2.9', port: 5_060 })
    expect(await of('carrier.test')).toEqual(['2001:db8::9', '192.0.2.9'])
    clock.nowMs = 60_000
    expect(await of('carrier.test')).toEqual(['192.0.2.9', '2001:db8::9'])
  })

  it('are asked nobody for where the host is an address', async () => {
    const { dns, places, of } = setUp({})
    expect([await of('192.0.2.7'), await of('[2001:db8::7]')]).toEqual([['192.0.2.7'], ['2001:db8::7']])
    expect(await places.of({ host: '[2001:db8::7]:5070', transport: 'tcp' })).toMatchObject([{ port: 5_070 }])
    expect(dns.asked).toEqual([])
  })
})
