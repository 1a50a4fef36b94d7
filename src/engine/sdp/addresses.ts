const IPV4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!$)|$)){4}$/

export function isAddress(text: string): boolean {
  return IPV4.test(text) || isIpv6(text)
}

export function isIpv6(text: string): boolean {
  return /^[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/.test(text) && !text.includes(':::')
}

/** Its last label is never a number, else 300.1.1.1 were one (RFC 1123 §2.1). */
export function isHostName(text: string): boolean {
  return /^(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z][A-Za-z0-9-]{0,62}\.?$/.test(text)
}
