/** Shorter prefixes hold more addresses than any carrier sends from. */
const SHORTEST_IPV4 = 16
const SHORTEST_IPV6 = 32

/** Nobody on the internet sends from these: RFC 1918, RFC 6598, loopback; RFC 4193, link-local. */
const private4 = /^(10\.|127\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|100\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.)/
const private6 = /^(f[cd][0-9a-f]{2}|fe[89ab][0-9a-f]):/i
/** What the first octet of a private block must keep fixed. */
const PRIVATE_IPV4_BITS = 8
const PRIVATE_IPV6_BITS = 7

/** Whether a CIDR block holds so many addresses that strangers are among them. Single addresses and what is no block are not. */
export function isHugeBlock(text: string): boolean {
  const { address, bits } = blockOf(text)
  if (bits === undefined) return false
  if (address.includes(':')) {
    return bits < SHORTEST_IPV6 && !(private6.test(address) && bits >= PRIVATE_IPV6_BITS)
  }
  return bits < SHORTEST_IPV4 && !(private4.test(address) && bits >= PRIVATE_IPV4_BITS)
}

export const isWholeInternet = (text: string): boolean => blockOf(text).bits === 0

function blockOf(text: string): { readonly address: string; readonly bits: number | undefined } {
  const [address = '', prefix] = text.trim().split('/')
  const isBlock = prefix !== undefined && /^[0-9]{1,3}$/.test(prefix) && /^[0-9a-f.:]+$/i.test(address)
  return { address, bits: isBlock ? Number(prefix) : undefined }
}
