import type { ResponseParts } from './message/build.ts'
import { readUint } from './message/chars.ts'
import { RemoteProtocolError } from './message/errors.ts'
import { essentialsOf } from './message/essentials.ts'
import { MAX_UINT32 } from './message/limits.ts'
import type { SipHeaders, SipRequest } from './message/message.ts'
import { refusalOf } from './message/refusal.ts'
import { parseUri } from './message/uri.ts'
import { ACCEPTED_BODIES, readSdp } from './session/body.ts'
import { isTooShort, SMALLEST_SEC } from './session/session-expires.ts'

/** Option tags of RFC 3261 §19.2 that concern calls: RFC 3891, RFC 4488, RFC 4028. */
export const SUPPORTED_IN_CALLS = ['replaces', 'norefersub', 'timer'] as const

/** What a peer may require of us, with Path (RFC 3327), lists of lamps (RFC 4662) and provisional responses that are acknowledged (RFC 3262); every other extension we know works without. */
const SUPPORTED = new Set<string>(['path', 'eventlist', '100rel', ...SUPPORTED_IN_CALLS])

/** What we say of ourselves to anybody who asks (§11.2), beside Allow. What they get is little more than what they sent. */
export const ANSWER_TO_OPTIONS: NonNullable<ResponseParts['headers']> = [
  ['Accept', 'application/sdp'],
  ['Supported', [...SUPPORTED].join(', ')],
]

/** What RFC 3261 §8.2 has us look at before anything is done. The refusal, if there is one; throws `RemoteProtocolError` on a Request-URI or body that cannot be read. */
export function checkRequest(request: SipRequest): ResponseParts | undefined {
  const { method, headers } = request
  const { to, toTag } = essentialsOf(request)
  // Within a dialog the Request-URI is our own Contact, however it comes back.
  if (toTag === '') parseUri(request.uri)
  if (method === 'REGISTER' && !/^sips?:/i.test(to.uri))
    throw new RemoteProtocolError('bad-uri', `cannot register "${to.uri.slice(0, 80)}": it is no SIP URI`) // §10.3 step 5
  // OPTIONS with 0 asks for the last hop it reaches (§11.2): that is us.
  if (method !== 'OPTIONS' && readUint(headers.get('Max-Forwards') ?? '70', MAX_UINT32) === 0) return { status: 483 }
  const unknown = headers.getAll('Require').filter((tag) => !SUPPORTED.has(tag.toLowerCase()))
  if (unknown.length > 0) return { status: 420, headers: [['Unsupported', unknown.join(', ')]] }
  if (method !== 'INVITE' && method !== 'UPDATE') return undefined
  if (isTooShort(headers)) return { status: 422, headers: [['Min-SE', String(SMALLEST_SEC)]] }
  return checkBody(request)
}

/** §8.2.3, and §21.4.7: can we read what comes, and may we answer by SDP? */
function checkBody(request: SipRequest): ResponseParts | undefined {
  const { method, headers, body } = request
  if (body !== '' && (headers.get('Content-Encoding') ?? 'identity').toLowerCase() !== 'identity')
    return { status: 415, headers: [['Accept-Encoding', 'identity']] }
  if (method === 'INVITE' && !takesSdp(headers)) return { status: 406 }
  try {
    readSdp(request)
    return undefined
  } catch (error) {
    if (!(error instanceof RemoteProtocolError) || error.sipStatus !== 415) throw error
    return { ...refusalOf(error), headers: [['Accept', ACCEPTED_BODIES]] }
  }
}

/** Without Accept, or with an empty one, SDP is what they take (§20.1). */
function takesSdp(headers: SipHeaders): boolean {
  const ranges = headers.getAll('Accept').map((range) => range.split(';', 1)[0]?.trim().toLowerCase())
  return (
    ranges.length === 0 ||
    ranges.some((range) => range === 'application/sdp' || range === 'application/*' || range === '*/*')
  )
}
