import { readUint } from './chars.ts'
import { RemoteProtocolError } from './errors.ts'
import { HeaderList } from './headers.ts'
import type { SipHeaders, SipMessage, SipRequest } from './message.ts'
import { type NameAddr, parseNameAddr } from './name-addr.ts'
import { param } from './params.ts'
import { formatVia, parseVia, type Via, viaBranch, withReceived } from './via.ts'

/** The headers that transactions and dialogs live on, read once a message. */
export interface Essentials {
  readonly via: Via
  readonly branch: string | undefined
  readonly from: NameAddr
  readonly fromTag: string
  readonly to: NameAddr
  /** Empty when there is none. */
  readonly toTag: string
  readonly sipCallId: string
  readonly cseq: CSeq
}

export interface CSeq {
  readonly number: number
  readonly method: string
}

const known = new WeakMap<SipHeaders, Essentials>()

/** Throws `missing-header` or `bad-header`; never for a message that came through `parseMessage`. */
export function essentialsOf(message: SipMessage): Essentials {
  const cached = known.get(message.headers)
  if (cached !== undefined) return cached
  const { headers } = message
  const via = parseVia(need(headers, 'Via'))
  const from = parseNameAddr(need(headers, 'From'), 'From')
  const to = parseNameAddr(need(headers, 'To'), 'To')
  const essentials: Essentials = {
    via,
    branch: viaBranch(via),
    from,
    fromTag: param(from.params, 'tag') ?? '',
    to,
    toTag: param(to.params, 'tag') ?? '',
    sipCallId: need(headers, 'Call-ID'),
    cseq: parseCSeq(need(headers, 'CSeq')),
  }
  known.set(headers, essentials)
  return essentials
}

/** Also of a message whose other headers cannot be read; `undefined` without a readable Via. */
export function topVia(message: SipMessage): Via | undefined {
  return known.get(message.headers)?.via ?? readable(() => parseVia(need(message.headers, 'Via')))
}

/** As `topVia`. */
export function addressee(message: SipMessage): NameAddr | undefined {
  return known.get(message.headers)?.to ?? readable(() => parseNameAddr(need(message.headers, 'To'), 'To'))
}

/**
 * The request with what RFC 3261 §18.2.1 and RFC 3581 §4 note in its top Via about where it came from; as it is when that Via
 * cannot be read.
 */
export function markReceived(request: SipRequest, address: string, port: number): SipRequest {
  const before = topVia(request)
  const via = before && withReceived(before, address, port)
  if (via === undefined || via === before || !(request.headers instanceof HeaderList)) return request
  const headers = request.headers.withFirst('Via', formatVia(via))
  const essentials = known.get(request.headers)
  if (essentials !== undefined) known.set(headers, { ...essentials, via })
  return { ...request, headers }
}

function readable<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof RemoteProtocolError) return undefined
    throw error
  }
}

function parseCSeq(text: string): CSeq {
  const blank = text.search(/[ \t]/)
  const number = readUint(text.slice(0, Math.max(blank, 0)), 0x7fff_ffff)
  const method = text.slice(blank + 1).trim()
  if (number === undefined || method === '' || method.includes(' '))
    throw new RemoteProtocolError('bad-header', `CSeq: cannot read "${text.slice(0, 80)}"`)
  return { number, method }
}

function need(headers: SipHeaders, name: string): string {
  const value = headers.get(name)
  if (value === undefined || value === '') throw new RemoteProtocolError('missing-header', `no ${name} header`)
  return value
}
