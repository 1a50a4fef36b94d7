import { describe, expect, it } from 'vitest'
import { addressShown, asWeAre } from './outside-addresses.ts'

const OUTSIDE_4 = '203.0.113.5'
const OUTSIDE_6 = '2001:db8::5'

describe('which of our addresses somebody is told', () => {
  const shown = addressShown({
    external: [OUTSIDE_4, '2001:DB8:0::5'],
    local: ['198.51.100.0/24', '192.0.2.7', '2001:db8:1::/48'],
  })

  it.each([
    ['a carrier', '8.8.8.8', OUTSIDE_4],
    ['a phone at home', '203.0.113.99', OUTSIDE_4],
    ['the router itself', OUTSIDE_4, OUTSIDE_4],
    ['a carrier on IPv6', '2001:4860::1', OUTSIDE_6],
    ['just beyond 172.16.0.0/12', '172.32.0.1', OUTSIDE_4],
    ['just before 172.16.0.0/12', '172.15.255.255', OUTSIDE_4],
    ['just beyond a block that is named', '198.51.101.1', OUTSIDE_4],
    ['next to an address that is named', '192.0.2.8', OUTSIDE_4],
    ['beyond a block of IPv6 that is named', '2001:db8:2::1', OUTSIDE_6],
  ])('%s (%s): the outside one', (_who, peer, address) => {
    expect(shown(peer, peer.includes(':') ? 'fd00::1' : '10.0.0.1')).toBe(address)
  })

  it.each([
    ['10.255.255.255'],
    ['172.16.0.1'],
    ['172.31.255.255'],
    ['192.168.1.20'],
    ['100.64.0.1'],
    ['169.254.3.4'],
    ['127.0.0.1'],
    ['0.0.0.0'],
    ['::1'],
    ['fe80::1'],
    ['fd12:3456::1'],
    ['FD12:3456::1'],
    ['198.51.100.1'],
    ['198.51.100.255'],
    ['192.0.2.7'],
    ['2001:db8:1:ffff::1'],
    ['2001:DB8:1::0:1'],
    ['no.address.example'],
  ])('%s: the one that it sees', (peer) => {
    expect(shown(peer, '10.0.0.1')).toBe('10.0.0.1')
  })

  it('of the IP version it speaks alone', () => {
    const four = addressShown({ external: [OUTSIDE_4], local: [] })
    expect([four('2001:4860::1', 'fd00::1'), four('8.8.8.8', '10.0.0.1')]).toEqual(['fd00::1', OUTSIDE_4])
  })

  it('as we are without one', () => {
    expect(addressShown({ external: [], local: ['10.0.0.0/8'] })).toBe(asWeAre)
    expect(asWeAre('8.8.8.8', '10.0.0.1')).toBe('10.0.0.1')
  })
})

it.each([
  [{ external: ['pbx.example'], local: [] }, 'the external address "pbx.example" is not an IP address'],
  [{ external: ['1.2.3.4', '1.2.3.5'], local: [] }, '"1.2.3.5" is the second external address of IPv4'],
  [
    { external: [OUTSIDE_4], local: ['10.0.0.0/33'] },
    'the local network "10.0.0.0/33" is no address and no CIDR block',
  ],
  [{ external: [], local: ['office'] }, 'the local network "office" is no address and no CIDR block'],
  [{ external: [], local: ['2001:db8::/129'] }, 'the local network "2001:db8::/129" is no address and no CIDR block'],
])('%o is refused in words', (addresses, words) => {
  expect(() => addressShown(addresses)).toThrow(words)
})
