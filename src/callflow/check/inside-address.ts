/** Names that lead nowhere else: RFC 6761 §6.3, RFC 6762 §3, RFC 8375, and `internal`, which ICANN has set apart. */
const insideSuffix = /(^|\.)(localhost|local|home\.arpa|internal|lan|intranet)$/

/** Loopback, link-local and private: RFC 1918, RFC 3927, RFC 6598, "this network" of RFC 1122. */
const inside4 =
  /^(0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.)/
/** The same of IPv6 (RFC 4291, RFC 4193), and an IPv4 address in its clothes, which may be one. */
const inside6 = /^\[(::1?\]|f[cd][0-9a-f]{2}:|fe[89ab][0-9a-f]:|::ffff:)/

/**
 * The host of a web address that can only be inside one's own network, as far as one can see without asking: an address, or a name that the world has not.
 * Undefined: it is not, or nobody can say. The engine, which resolves names, has the last word (ADR 102).
 */
export function insideHost(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined
  const host = new URL(url).hostname.toLowerCase().replace(/\.$/, '')
  if (host === '') return undefined
  const isAddress = host.startsWith('[') || /^[0-9.]+$/.test(host)
  const isInside = isAddress ? inside4.test(host) || inside6.test(host) : insideSuffix.test(host) || !host.includes('.')
  return isInside ? host : undefined
}
