import { hasBlankOrControl, readUint } from './chars.ts'
import { RemoteProtocolError } from './errors.ts'
import { essentialsOf } from './essentials.ts'
import { HeaderList } from './headers.ts'
import { MAX_MESSAGE_BYTES, MAX_UINT32 } from './limits.ts'
import type { SipMessage } from './message.ts'

const SINGLE = new Set(['from', 'to', 'call-id', 'cseq', 'max-forwards', 'content-length', 'content-type'])

/** What RFC 3261 §8.1.1 and §20 demand of every message. Throws `RemoteProtocolError`. */
export function validate(message: SipMessage): void {
  checkSingles(message)
  const { cseq, sipCallId } = essentialsOf(message)
  if (hasBlankOrControl(sipCallId))
    throw new RemoteProtocolError('bad-header', `Call-ID "${sipCallId.slice(0, 80)}" has spaces or control characters`)
  if (message.kind === 'response') return
  if (cseq.method !== message.method)
    throw new RemoteProtocolError('bad-header', `CSeq method "${cseq.method}" is not the request's "${message.method}"`)
  if (message.uri.includes('<'))
    throw new RemoteProtocolError('bad-uri', `Request-URI "${message.uri.slice(0, 80)}" stands in <>`)
  if (message.uri.includes('?'))
    throw new RemoteProtocolError('bad-uri', `Request-URI "${message.uri.slice(0, 80)}" carries headers`)
}

function checkSingles({ headers }: SipMessage): void {
  if (!(headers instanceof HeaderList)) return
  const seen = new Set<string>()
  for (let i = 0; i < headers.entries.length; i++) {
    const key = headers.keyAt(i)
    const value = headers.entries[i]?.[1] ?? ''
    if (SINGLE.has(key)) {
      if (seen.has(key)) throw new RemoteProtocolError('bad-header', `header ${key} occurs twice`)
      seen.add(key)
    }
    if ((key === 'max-forwards' || key === 'expires') && readUint(value, MAX_UINT32) === undefined)
      throw new RemoteProtocolError('bad-header', `${key}: "${value.slice(0, 40)}" is not a number of 32 bits`)
  }
}

/** `undefined` when there is none. */
export function contentLength(headers: HeaderList): number | undefined {
  const value = headers.get('Content-Length')
  if (value === undefined) return undefined
  const length = readUint(value, MAX_UINT32)
  if (length === undefined)
    throw new RemoteProtocolError('bad-header', `Content-Length "${value.slice(0, 40)}" is not a number`)
  if (length > MAX_MESSAGE_BYTES)
    throw new RemoteProtocolError('too-large', `Content-Length ${length} is over ${MAX_MESSAGE_BYTES}`, 513)
  return length
}
