import { isIP } from 'node:net'

/** From where an address can be reached: from nowhere, its own machine, its own wire, its own network, everywhere. */
export type AddressScope = 'nowhere' | 'machine' | 'link' | 'network' | 'everywhere'

/** RFC 1122 loopback, RFC 3927, RFC 1918, RFC 6598 and their like in IPv6. Unspecified and multicast addresses are no machine's. */
const byBeginning: readonly (readonly [beginning: RegExp, scope: AddressScope])[] = [
  [/^(?:0\.|22[4-9]\.|23[0-9]\.|255\.255\.255\.255$|::$|ff)/, 'nowhere'],
  [/^(?:127\.|::1$)/, 'machine'],
  [/^(?:169\.254\.|fe[89ab])/, 'link'],
  [
    /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.|100\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd])/,
    'network',
  ],
]

/** `address` as `canonicalHost` writes it. */
export function scopeOf(address: string): AddressScope {
  return byBeginning.find(([beginning]) => beginning.test(address))?.[1] ?? 'everywhere'
}

/** One way to write a host: lower case, IPv6 as RFC 5952 does. */
export function canonicalHost(host: string): string {
  return isIP(host) === 6 ? new URL(`http://[${host}]`).hostname.slice(1, -1) : host.toLowerCase()
}
