import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CarrierPlaces } from './carrier-places.ts'
import { findPlaces } from './find-places.ts'
import { systemDns } from './system-dns.ts'
import { a, aaaa, type NameServer, naptr, srv, startNameServer, TTL_SEC, type Zone } from './testing/name-server.ts'

const records: Record<string, readonly Buffer[]> = {
  'NAPTR carrier.test': [
    naptr(20, 1, 'SIP+D2U', '_other._udp.carrier.test'),
    naptr(10, 1, 'SIP+D2U', '_sip._udp.carrier.test'),
    naptr(1, 1, 'SIPS+D2T', '_sips._tcp.carrier.test'),
  ],
  'SRV _sip._udp.carrier.test': [srv(20, 0, 5_062, 'second.carrier.test'), srv(10, 0, 5_061, 'first.carrier.test')],
  'A first.carrier.test': [a('192.0.2.1')],
  'AAAA first.carrier.test': [aaaa(1)],
  'A second.carrier.test': [a('192.0.2.2')],
  'A plain.test': [a('192.0.2.9')],
  'SRV _sip._udp.many.test': Array.from({ length: 40 }, (_, at) => srv(at, 0, 5_060, `host-${at}.many.test`)),
  'A host-0.many.test': [a('192.0.2.40')],
}
/** A name that has anything of one type exists, whatever else is asked of it. */
const zone: Zone = (name, type) =>
  records[`${type} ${name}`] ?? (Object.keys(records).some((key) => key.endsWith(` ${name}`)) ? [] : undefined)

let server: NameServer
beforeEach(async () => {
  server = await startNameServer(zone)
})
afterEach(() => server.close())

const find = async (name: string, port?: number) => {
  const asked = { name, port, transport: 'udp' } as const
  const { places, ttlSec } = await findPlaces(asked, { dns: systemDns([server.at]), random: () => 0 })
  return { at: places.map((place) => `${place.address}:${place.port}`), ttlSec }
}

describe('the machine’s name servers', () => {
  it('say by NAPTR, SRV, A and AAAA where a carrier is, over UDP, in the order to be tried', async () => {
    expect(await find('carrier.test')).toEqual({
      at: ['192.0.2.1:5061', '2001:db8::1:5061', '192.0.2.2:5062'],
      ttlSec: 60,
    })
    expect(server.asked.toSorted()).toEqual([
      'udp A first.carrier.test',
      'udp A second.carrier.test',
      'udp AAAA first.carrier.test',
      'udp AAAA second.carrier.test',
      'udp NAPTR carrier.test',
      'udp SRV _sip._udp.carrier.test',
      'udp SRV _sip._udp.carrier.test',
    ])
  })

  it('say by A alone where a name without service is, and how long that holds', async () => {
    expect(await find('plain.test')).toEqual({ at: ['192.0.2.9:5060'], ttlSec: TTL_SEC })
    expect(await find('plain.test', 5_070)).toEqual({ at: ['192.0.2.9:5070'], ttlSec: TTL_SEC })
  })

  it('are asked by TCP for what UDP cannot hold', async () => {
    server.truncates = true
    expect((await find('many.test')).at).toEqual(['192.0.2.40:5060'])
    expect(server.asked).toContain('tcp SRV _sip._udp.many.test')
  })

  it('that do not know a name leave it to the machine’s own hosts file', async () => {
    const addresses = (await systemDns([server.at]).addresses('localhost')).map(({ address }) => address)
    expect(addresses).toContain('127.0.0.1')
    expect(await find('nowhere.invalid')).toMatchObject({ at: [] })
  })

  it.each([
    ['SERVFAIL', 2],
    ['REFUSED', 5],
  ])('that answer %s lead nowhere', async (_name, rcode) => {
    server.rcode = rcode
    expect((await find('carrier.test')).at).toEqual([])
  })

  it('that send garbage, cut answers or those of another question lead nowhere, and nothing breaks', async () => {
    for (const garbage of [Buffer.alloc(0), Buffer.from('garbage'), Buffer.alloc(512, 0xc0)]) {
      server.garbage = garbage
      await expect(systemDns([server.at]).srv('_sip._udp.carrier.test')).rejects.toThrow(/querySrv/)
    }
  })
})

describe('a machine that is offline', () => {
  it('knows that a carrier is nowhere within five seconds, and asks again once it may be there', async () => {
    server.isSilent = true
    const before = performance.now()
    expect((await find('carrier.test')).at).toEqual([])
    expect(performance.now() - before).toBeLessThan(6_000)
    server.isSilent = false
    expect((await find('carrier.test')).at).toHaveLength(3)
  })

  it('waits for a name only once: what was known goes on to where the name server says nothing', async () => {
    let nowMs = 0
    const places = new CarrierPlaces({ dns: systemDns([server.at]), clock: { now: () => nowMs }, random: () => 0 })
    const at = { host: 'plain.test:5060', transport: 'udp' } as const
    expect(await places.of(at)).toHaveLength(1)
    server.isSilent = true
    nowMs += TTL_SEC * 1_000
    const before = performance.now()
    expect(await places.of(at)).toHaveLength(1)
    expect(performance.now() - before).toBeLessThan(200)
  })
})
