import type { ResponseParts } from './message/build.ts'
import type { SipRequest } from './message/message.ts'

/** Option tags of RFC 3261 §19.2 that a peer may require of us: none; every extension we know works without. */
const SUPPORTED = new Set<string>()

/** What RFC 3261 §8.2 has us look at before anything is done. The refusal, if there is one. */
export function checkRequest(request: SipRequest): ResponseParts | undefined {
  const colon = request.uri.indexOf(':')
  const scheme = request.uri.slice(0, Math.max(colon, 0)).toLowerCase()
  if (scheme !== 'sip' && scheme !== 'sips' && scheme !== 'tel') return { status: 416 }
  // OPTIONS with 0 asks for the last hop it reaches (§11.2): that is us.
  if (request.method !== 'OPTIONS' && Number(request.headers.get('Max-Forwards') ?? 70) === 0) return { status: 483 }
  const unknown = request.headers.getAll('Require').filter((tag) => !SUPPORTED.has(tag.toLowerCase()))
  if (unknown.length > 0) return { status: 420, headers: [['Unsupported', unknown.join(', ')]] }
  if (request.method === 'INVITE' && (request.headers.get('Content-Encoding') ?? 'identity') !== 'identity')
    return { status: 415, headers: [['Accept-Encoding', 'identity']] }
  return undefined
}
