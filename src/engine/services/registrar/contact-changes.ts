import { RemoteProtocolError } from '../../sip/message/errors.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { type NameAddr, parseNameAddr } from '../../sip/message/name-addr.ts'
import { hasParam, param } from '../../sip/message/params.ts'
import { refusalOf } from '../../sip/message/refusal.ts'
import { formatHost, parseUri, type Uri, uriParam } from '../../sip/message/uri.ts'
import { parseVia } from '../../sip/message/via.ts'
import { DEFAULT_TRANSPORT } from '../../sip/transport/transports.ts'
import { demandTransport, portOf, transportOf } from '../../sip/transport/uri-transport.ts'
import type { ResponseOptions } from '../../sip/user-agent.ts'
import type { Binding, SentBy } from './binding.ts'
import { pathOf } from './path.ts'
import { RefusedError } from './refused-error.ts'
import type { RegisterInput } from './registrar.ts'

const MIN_EXPIRES_SEC = 60
export const MAX_EXPIRES_SEC = 7_200
const DEFAULT_EXPIRES_SEC = 3_600
const MAX_CONTACTS = 10

export type ContactChanges =
  | {
      readonly kind: 'accepted'
      readonly bindings: Binding[]
      readonly changed: readonly Binding[]
      readonly removed: readonly Binding[]
    }
  | { readonly kind: 'refused'; readonly response: ResponseOptions }

type Input = RegisterInput & { readonly aor: string; readonly bindings: readonly Binding[] }

/** RFC 3261 §10.3 steps 5 to 8: all contacts of the request are taken, or none. */
export function applyContacts(input: Input): ContactChanges {
  try {
    return accept(input)
  } catch (error) {
    if (error instanceof RefusedError) return { kind: 'refused', response: error.response }
    if (error instanceof RemoteProtocolError) {
      return { kind: 'refused', response: refusalOf(error) }
    }
    throw error
  }
}

function accept(input: Input): ContactChanges {
  const { request, bindings } = input
  const contacts = request.headers.getAll('Contact')
  const common = commonFieldsOf(input)
  if (contacts.includes('*')) {
    if (contacts.length > 1 || request.headers.get('Expires')?.trim() !== '0') {
      throw new RefusedError({ status: 400, reason: 'Contact * needs Expires 0 and no other contact' })
    }
    for (const binding of bindings) checkOrder(binding, common)
    return { kind: 'accepted', bindings: [], changed: [], removed: bindings }
  }
  const kept = new Map(bindings.map((binding) => [contactKey(parseUri(binding.contact)), binding]))
  const changed: Binding[] = []
  const removed: Binding[] = []
  for (const [key, { contact, expiresSec }] of wishesOf(request)) {
    const known = kept.get(key)
    if (known) checkOrder(known, common)
    kept.delete(key) // what is registered again is the latest
    if (known && (expiresSec === 0 || known.contact !== contact)) removed.push(known)
    if (expiresSec === 0) continue
    const binding = { ...common, contact, expiresMs: input.nowMs + expiresSec * 1_000 }
    kept.set(key, binding)
    changed.push(binding)
  }
  if (kept.size > MAX_CONTACTS) {
    throw new RefusedError({ status: 403, reason: `More than ${MAX_CONTACTS} contacts` })
  }
  return { kind: 'accepted', bindings: [...kept.values()], changed, removed }
}

interface Wish {
  readonly contact: string
  /** 0: to be forgotten. */
  readonly expiresSec: number
}

/** The contacts of a request by what they are compared by. One that is named twice is one, as it was named last. */
function wishesOf(request: SipRequest): ReadonlyMap<string, Wish> {
  const wishes = new Map<string, Wish>()
  for (const contact of request.headers.getAll('Contact')) {
    const address = parseNameAddr(contact, 'Contact')
    const uri = parseUri(address.uri)
    if (uri.scheme !== 'tel') demandTransport(uri, 'Contact')
    const key = contactKey(uri)
    wishes.set(key, { contact: address.uri, expiresSec: expiryOf(address, request) })
  }
  return wishes
}

/** A late copy of an earlier request must not undo a newer one (§10.3 step 7). */
function checkOrder(known: Binding, now: Pick<Binding, 'sipCallId' | 'cseq'>): void {
  if (known.sipCallId === now.sipCallId && now.cseq <= known.cseq) {
    throw new RefusedError({ status: 500, reason: 'CSeq out of order' })
  }
}

function expiryOf(contact: NameAddr, request: SipRequest): number {
  const text = param(contact.params, 'expires') ?? request.headers.get('Expires')?.trim()
  const asked = text !== undefined && /^[0-9]{1,10}$/.test(text) ? Number(text) : DEFAULT_EXPIRES_SEC
  if (asked > 0 && asked < MIN_EXPIRES_SEC) {
    throw new RefusedError({
      status: 423,
      reason: 'Interval Too Brief',
      headers: [['Min-Expires', String(MIN_EXPIRES_SEC)]],
    })
  }
  return Math.min(asked, MAX_EXPIRES_SEC)
}

/** What all bindings of one request share. */
function commonFieldsOf({ request, aor, device, source, nowMs }: Input): Omit<Binding, 'contact' | 'expiresMs'> {
  const { headers } = request
  return {
    aor,
    deviceId: device.id,
    sipCallId: headers.get('Call-ID') ?? '',
    cseq: Number.parseInt(headers.get('CSeq') ?? '0', 10) || 0,
    source,
    ...sentByOf(request),
    path: pathOf(request),
    userAgent: (headers.get('User-Agent') ?? '').slice(0, 200),
    registeredMs: nowMs,
  }
}

function sentByOf({ headers }: SipRequest): { readonly sentBy?: SentBy } {
  const [top] = headers.getAll('Via')
  if (top === undefined) return {}
  const { host, port, params } = parseVia(top)
  return { sentBy: { host, ...(port === undefined ? {} : { port }), hasRport: hasParam(params, 'rport') } }
}

/** Two contacts are one when user, host, port and transport agree; other parameters are how it was written this time. */
function contactKey(uri: Uri): string {
  if (uri.scheme === 'tel') return `tel:${uri.number}`
  const transport = transportOf(uri) ?? DEFAULT_TRANSPORT // of what is taken; what was taken once may know others
  const host = uriParam(uri, 'maddr')?.toLowerCase() ?? uri.host
  return `${uri.scheme}:${uri.user ?? ''}@${formatHost(host)}:${portOf(uri, transport)};${transport}`
}
