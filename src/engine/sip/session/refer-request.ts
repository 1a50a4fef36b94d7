import { RemoteProtocolError } from '../message/errors.ts'
import type { SipRequest } from '../message/message.ts'
import { parseNameAddr } from '../message/name-addr.ts'
import { parseReplaces, type Replaces } from '../message/replaces.ts'
import { formatUri, parseUri, type SipUri, type Uri, uriParam } from '../message/uri.ts'

const MAX_REFER_TO_CHARS = 2_048
const MAX_REFERRED_BY_CHARS = 512

/** What a REFER asks for. */
export interface ReferRequest {
  readonly target: string
  readonly replaces?: Replaces
  readonly referredBy?: string
  /** False: whoever asks does not want to be told (RFC 4488). */
  readonly isSubscribed: boolean
}

/**
 * RFC 3515 §2.4.1 and §2.4.2. Throws `RemoteProtocolError`: 400 for a Refer-To that is missing, there twice, too long or unreadable, 416 for one that is
 * no SIP or telephone URI, 403 for one that asks for something else than a call.
 */
export function readRefer(request: SipRequest): ReferRequest {
  const { headers } = request
  const uri = referTo(request)
  const referredBy = referrerOf(request)
  return {
    target: formatUri(uri.scheme === 'tel' ? uri : plain(uri)),
    ...replacesIn(uri),
    ...(referredBy !== undefined && { referredBy }),
    isSubscribed: headers.get('Refer-Sub')?.split(';', 1)[0]?.trim().toLowerCase() !== 'false',
  }
}

function referTo({ headers }: SipRequest): Uri {
  const [text, another] = headers.getAll('Refer-To')
  if (text === undefined || text === '') throw new RemoteProtocolError('missing-header', 'REFER without Refer-To')
  if (another !== undefined) throw new RemoteProtocolError('bad-header', 'header refer-to occurs twice')
  if (text.length > MAX_REFER_TO_CHARS) {
    const words = `Refer-To of ${text.length} characters is over ${MAX_REFER_TO_CHARS}`
    throw new RemoteProtocolError('too-large', words)
  }
  const uri = parseUri(parseNameAddr(text, 'Refer-To').uri)
  const method = uri.scheme === 'tel' ? undefined : uriParam(uri, 'method')
  if (method !== undefined && method.toUpperCase() !== 'INVITE')
    throw new RemoteProtocolError('bad-uri', `REFER to ${method.slice(0, 20)}: only to INVITE`, 403)
  return uri
}

/** What else the URI carries is not passed on: whoever refers does not write our headers (RFC 3261 §19.1.5). */
function plain(uri: SipUri): SipUri {
  return { ...uri, params: uri.params.filter(([name]) => name !== 'method'), headers: [] }
}

function replacesIn(uri: Uri): { readonly replaces?: Replaces } {
  if (uri.scheme === 'tel') return {}
  const [found, another] = uri.headers.filter(([name]) => name === 'replaces')
  if (found === undefined) return {}
  if (another !== undefined) throw new RemoteProtocolError('bad-header', 'Refer-To with two Replaces')
  return { replaces: parseReplaces(found[1] ?? '') }
}

/** RFC 3892 §3. */
function referrerOf({ headers }: SipRequest): string | undefined {
  const [text, another] = headers.getAll('Referred-By')
  if (text === undefined) return undefined
  if (another !== undefined) throw new RemoteProtocolError('bad-header', 'header referred-by occurs twice')
  if (text.length > MAX_REFERRED_BY_CHARS) {
    const words = `Referred-By of ${text.length} characters is over ${MAX_REFERRED_BY_CHARS}`
    throw new RemoteProtocolError('too-large', words)
  }
  parseUri(parseNameAddr(text, 'Referred-By').uri)
  return text
}
