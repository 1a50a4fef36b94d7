import { parseNameAddr } from '../../sip/message/name-addr.ts'
import type { SipResponse } from '../../sip/message/message.ts'
import { param } from '../../sip/message/params.ts'
import { parseSipUri } from '../../sip/message/uri.ts'
import { isSameUri } from '../../sip/message/uri-equality.ts'

/** Longer than any carrier has a reason to ask for. */
const MAX_MIN_EXPIRES_SEC = 86_400

/** What was asked for. */
export interface Asked {
  /** Our contact URI. */
  readonly contact: string
  readonly expiresSec: number
}

/**
 * Seconds that a registrar's 2xx grants our contact, at most what was asked; 0: it is not registered (RFC 3261 §10.2.4). Registrars
 * list everybody's contacts. Ours is the equal one; else, as some change it, the one with our user and address; else with our user; else any. Of
 * several such the shortest counts: too early does no harm.
 */
export function grantedSec({ headers }: SipResponse, { contact: own, expiresSec }: Asked): number {
  const header = secondsOf(headers.get('Expires')) ?? expiresSec
  const contacts = headers.getAll('Contact').flatMap((value) => readContact(value) ?? [])
  const ours = likenesses
    .map((isLike) => contacts.filter(({ uri }) => isLike(own, uri)))
    .find(({ length }) => length > 0)
  const granted = (ours ?? []).map(({ expires }) => expires ?? header)
  return Math.min(expiresSec, ...(granted.length > 0 ? granted : [header]))
}

/** The seconds that a 423 asks for, when they are more than was asked and at most a day (RFC 3261 §10.2.8). */
export function longerExpiresSec({ status, headers }: SipResponse, askedSec: number): number | undefined {
  const wanted = status === 423 ? secondsOf(headers.get('Min-Expires')) : undefined
  return wanted !== undefined && wanted > askedSec && wanted <= MAX_MIN_EXPIRES_SEC ? wanted : undefined
}

const likenesses: readonly ((own: string, other: string) => boolean)[] = [
  isSameUri,
  (own, other) => placeOf(own) === placeOf(other),
  (own, other) => userOf(own) === userOf(other),
  () => true,
]

function placeOf(uri: string): string {
  const { host, port = 5_060 } = parseSipUri(uri)
  return `${userOf(uri)}@${host} ${port}`
}

const userOf = (uri: string) => parseSipUri(uri).user ?? ''

/** Undefined for what is no SIP contact: how the registrar spells somebody else's is not our business. */
function readContact(value: string): { readonly uri: string; readonly expires: number | undefined } | undefined {
  try {
    const { uri, params } = parseNameAddr(value, 'Contact')
    parseSipUri(uri)
    return { uri, expires: secondsOf(param(params, 'expires')) }
  } catch {
    return undefined
  }
}

const secondsOf = (text: string | undefined) => (/^ *[0-9]{1,10} *$/.test(text ?? '') ? Number(text) : undefined)
