import { hasBlankOrControl, readUint } from './chars.ts'
import { RemoteProtocolError } from './errors.ts'
import { essentialsOf } from './essentials.ts'
import { HeaderList } from './headers.ts'
import { MAX_MESSAGE_BYTES, MAX_UINT32 } from './limits.ts'
import type { SipMessage } from './message.ts'
import { transportNamed, transportWords } from '../transport/transports.ts'

const SINGLE = new Set(['from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-type'])

/** What RFC 3261 §8.1.1 and §20 demand of every message. Throws `RemoteProtocolError`. */
export function validate(message: SipMessage): void {
  checkSingles(message)
  const { cseq, sipCallId, via } = essentialsOf(message)
  if (hasBlankOrControl(sipCallId))
    throw new RemoteProtocolError('bad-header', `Call-ID "${sipCallId.slice(0, 80)}" has spaces or control characters`)
  // The hops before it may have come by anything (RFC 4475 §3.1.1.10).
  if (transportNamed(via.transport) === undefined)
    throw new RemoteProtocolError(
      'bad-header',
      `Via: transport "${via.transport.slice(0, 20)}" is not ${transportWords}`,
    )
  if (message.kind === 'response') return
  if (cseq.method !== message.method)
    throw new RemoteProtocolError('bad-header', `CSeq method "${cseq.method}" is not the request's "${message.method}"`)
  if (message.uri.includes('<'))
    throw new RemoteProtocolError('bad-uri', `Request-URI "${message.uri.slice(0, 80)}" stands in <>`)
  // A question mark may stand in the user part (§25.1), which ends at the first @.
  if (message.uri.includes('?', message.uri.indexOf('@') + 1))
    throw new RemoteProtocolError('bad-uri', `Request-URI "${message.uri.slice(0, 80)}" carries headers`)
}

function checkSingles({ headers }: SipMessage): void {
  if (!(headers instanceof HeaderList)) return
  const seen = new Set<string>()
  for (let i = 0; i < headers.entries.length; i++) {
    const key = headers.keyAt(i)
    if (!SINGLE.has(key)) continue
    if (seen.has(key)) throw new RemoteProtocolError('bad-header', `header ${key} occurs twice`)
    seen.add(key)
  }
}

/** `undefined` when there is none. */
export function contentLength(headers: HeaderList): number | undefined {
  const [value, another] = headers.getAll('Content-Length')
  if (value === undefined) return undefined
  if (another !== undefined) throw new RemoteProtocolError('bad-header', 'header content-length occurs twice')
  const length = readUint(value, MAX_UINT32)
  if (length === undefined)
    throw new RemoteProtocolError('bad-header', `Content-Length "${value.slice(0, 40)}" is not a number`)
  if (length > MAX_MESSAGE_BYTES)
    throw new RemoteProtocolError('too-large', `Content-Length ${length} is over ${MAX_MESSAGE_BYTES}`, 513)
  return length
}
