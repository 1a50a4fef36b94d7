import { parseUri, type SipUri, type TelUri, type Uri, uriParam } from '../message/uri.ts'

/** What octets that are no UTF-8 were read as: two of them need not have been the same. */
const UNREADABLE = '\uFFFD'

/**
 * Whether the `uri` of a digest is the Request-URI it came with (RFC 7616 §3.4.6), as phones write it: without the port or with
 * it, without parameters, in another case of the host, with other characters of the user part escaped.
 */
export function isSameResource(claimed: string, actual: string): boolean {
  if (claimed === actual) return true
  try {
    return isSamePlace(parseUri(claimed), parseUri(actual))
  } catch {
    return false
  }
}

function isSamePlace(a: Uri, b: Uri): boolean {
  if (a.scheme === 'tel' || b.scheme === 'tel') return isSameNumber(a, b)
  const isSameUser = (a.user ?? '') === (b.user ?? '') && !a.user?.includes(UNREADABLE)
  return isSameUser && hostOf(a) === hostOf(b) && isSamePort(a, b)
}

/** One that is not written is whatever the other says. */
function isSamePort(a: SipUri, b: SipUri): boolean {
  return a.port === undefined || b.port === undefined || a.port === b.port
}

/** A name may end in the dot of the root. */
function hostOf({ host }: SipUri): string {
  return host.endsWith('.') ? host.slice(0, -1) : host
}

/** RFC 3966 §4: visual separators are no part of a number; a local one is another in another place. */
function isSameNumber(a: Uri, b: Uri): boolean {
  if (a.scheme !== 'tel' || b.scheme !== 'tel' || digitsOf(a) !== digitsOf(b)) return false
  const [here, there] = [uriParam(a, 'phone-context'), uriParam(b, 'phone-context')]
  return here === undefined || there === undefined || here.toLowerCase() === there.toLowerCase()
}

function digitsOf({ number }: TelUri): string {
  return number.replaceAll(/[-.()]/g, '').toLowerCase()
}
