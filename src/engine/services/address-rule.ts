import { lookup as resolveName } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { DesignSnapshot } from '../../callflow/design/snapshot.ts'

/** Whether a connection may go to an address, IPv4 or IPv6 as the system writes it. */
export type AddressRule = (address: string) => boolean

/**
 * Not the machine, its wire, its network, nor any other address that the world cannot reach (RFC 6890 and the registries it began). For addresses that
 * somebody else named: they must not lead into the house.
 */
export const publicOnly: AddressRule = (address) => {
  const family = isIP(address)
  if (family === 0) return false
  return family === 4 ? !insideV4.check(address, 'ipv4') : isPublicV6(address)
}

/** Where the steps of a design may lead; undefined: everywhere. Without a design nobody has allowed more. */
export const ruleOf = (design: Pick<DesignSnapshot, 'account'> | undefined): AddressRule | undefined =>
  design?.account?.allowsPrivateWeb === true ? undefined : publicOnly

/** Why an address that stands in a URL as it is may not be reached; undefined when it may, or is a name. */
export function refusedLiteral(hostname: string, rule: AddressRule): string | undefined {
  const address = hostname.replace(/^\[|\]$/g, '')
  return isIP(address) === 0 || rule(address) ? undefined : refusalOf(hostname, address)
}

/**
 * Resolves a name and refuses it when any address it has is refused. What is connected to is what was looked at: a name that says something else a moment
 * later (DNS rebinding) changes nothing.
 */
export function lookupBy(rule: AddressRule, resolve: typeof resolveName = resolveName): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, [])
      const refused = addresses.find(({ address }) => !rule(address))
      if (refused) return done(new Error(refusalOf(hostname, refused.address)), [])
      const [first] = addresses
      if (options.all === true || !first) return done(null, addresses)
      return done(null, first.address, first.family)
    })
  }
}

const refusalOf = (hostname: string, address: string) =>
  `${hostname} is at ${address}, which is no public address: the account does not allow that`

function isPublicV6(address: string): boolean {
  if (insideV6.check(address, 'ipv6')) return false
  const carried = carriedV4(address)
  return carried === undefined || publicOnly(carried)
}

/** The IPv4 address behind a translated one: mapped (RFC 4291 §2.5.5), NAT64 (RFC 6052), 6to4 (RFC 3056). */
function carriedV4(address: string): string | undefined {
  const words = wordsOf(address)
  const isMapped = words.slice(0, 5).every((word) => word === 0) && (words[5] === 0xffff || words[5] === 0)
  const isNat64 = words[0] === 0x64 && words[1] === 0xff9b
  if (isMapped || isNat64) return dotted(words[6], words[7])
  return words[0] === 0x2002 ? dotted(words[1], words[2]) : undefined
}

function wordsOf(address: string): readonly number[] {
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1)
  const [head = '', tail] = plain.split('::')
  const words = (part: string | undefined) => (part ? part.split(':').map((word) => Number.parseInt(word, 16)) : [])
  const after = words(tail)
  const before = words(head)
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
}

const dotted = (high = 0, low = 0) => [high >> 8, high & 255, low >> 8, low & 255].join('.')

const insideV4 = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  insideV4.addSubnet(net, bits, 'ipv4')
}

const insideV6 = new BlockList()
for (const [net, bits] of [
  ['::', 127], // unspecified and loopback
  ['100::', 64],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  insideV6.addSubnet(net, bits, 'ipv6')
}
