import { parseNameAddr } from '../../sip/message/name-addr.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { parseSipUri } from '../../sip/message/uri.ts'
import { demandTransport } from '../../sip/transport/uri-transport.ts'
import { RefusedError } from './refused-error.ts'

const MAX_HOPS = 16
const MAX_HOP_CHARS = 512

/**
 * The proxies that a REGISTER came through, nearest first, for the way back (RFC 3327 §5.3). A phone that does not say it knows Path is told that a
 * proxy uses it, by 420. Throws that, `RemoteProtocolError` for what cannot be read, and 400 for more than 16 hops or one above 512 characters.
 */
export function pathOf({ headers }: Pick<SipRequest, 'headers'>): readonly string[] {
  const path = headers.getAll('Path')
  if (path.length === 0) return path
  const supported = [...headers.getAll('Supported'), ...headers.getAll('Require')]
  if (!supported.some((tag) => tag.toLowerCase() === 'path')) {
    throw new RefusedError({ status: 420, headers: [['Unsupported', 'path']] })
  }
  if (path.length > MAX_HOPS) {
    throw new RefusedError({ status: 400, reason: `Path of ${path.length} hops; at most ${MAX_HOPS}` })
  }
  for (const hop of path) {
    if (hop.length > MAX_HOP_CHARS) {
      throw new RefusedError({ status: 400, reason: `Path hop of ${hop.length} characters; at most ${MAX_HOP_CHARS}` })
    }
    demandTransport(parseSipUri(parseNameAddr(hop, 'Path').uri), 'Path')
  }
  return path
}
