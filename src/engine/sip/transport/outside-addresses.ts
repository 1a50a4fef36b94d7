import { BlockList, isIP } from 'node:net'
import { canonicalHost, scopeOf } from './address-scope.ts'

/** What an engine behind a router is known by outside, and who is inside. */
export interface OutsideAddresses {
  /** By which the world reaches us: one of each IP version at most, without brackets. */
  readonly external: readonly string[]
  /** Addresses and CIDR blocks that reach us as we are, beside those that no router passes on (RFC 1918, RFC 6598, RFC 4193, link-local and the machine itself). */
  readonly local: readonly string[]
}

/** Which of our addresses somebody is told, in Via, Contact and SDP: `own` is what our socket towards them has, both without brackets. */
export type AddressShown = (peer: string, own: string) => string

/** With one address there is nothing to choose. */
export const asWeAre: AddressShown = (_peer, own) => own

/** Throws `RangeError` in words for what is no address, no block, or the second of its IP version. */
export function addressShown({ external, local }: OutsideAddresses): AddressShown {
  const byVersion = new Map<number, string>()
  for (const text of external) {
    const version = isIP(text)
    if (version === 0) throw new RangeError(`the external address "${text}" is not an IP address`)
    if (byVersion.has(version)) throw new RangeError(`"${text}" is the second external address of IPv${version}`)
    byVersion.set(version, canonicalHost(text))
  }
  const inside = blocks(local)
  if (byVersion.size === 0) return asWeAre
  return (peer, own) => {
    const version = isIP(peer)
    const address = byVersion.get(version)
    if (address === undefined || scopeOf(canonicalHost(peer)) !== 'everywhere') return own
    return inside.check(peer, version === 6 ? 'ipv6' : 'ipv4') ? own : address
  }
}

function blocks(texts: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of texts) {
    const [, address = '', bits] = /^([0-9a-fA-F:.]+)(?:\/([0-9]{1,3}))?$/.exec(text) ?? []
    const version = isIP(address)
    const most = version === 6 ? 128 : 32
    if (version === 0 || Number(bits ?? most) > most)
      throw new RangeError(`the local network "${text}" is no address and no CIDR block such as 203.0.113.0/24`)
    list.addSubnet(address, Number(bits ?? most), version === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
