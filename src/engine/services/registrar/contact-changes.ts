import { RemoteProtocolError } from '../../sip/message/errors.ts'
import type { SipRequest } from '../../sip/message/message.ts'
import { type NameAddr, parseNameAddr } from '../../sip/message/name-addr.ts'
import { param } from '../../sip/message/params.ts'
import { formatHost, parseUri, type Uri, uriParam } from '../../sip/message/uri.ts'
import type { ResponseOptions } from '../../sip/user-agent.ts'
import type { Binding } from './binding.ts'
import type { RegisterInput } from './registrar.ts'

const MIN_EXPIRES_SEC = 60
const MAX_EXPIRES_SEC = 7_200
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

/** RFC 3261 §10.3 steps 5 to 8: all contacts of the request are taken, or none. */
export function applyContacts(
  input: RegisterInput & { readonly aor: string; readonly bindings: readonly Binding[] },
): ContactChanges {
  try {
    return accept(input)
  } catch (error) {
    if (error instanceof RefusedError) return { kind: 'refused', response: error.response }
    if (error instanceof RemoteProtocolError) {
      return { kind: 'refused', response: { status: error.sipStatus, reason: 'Bad Request' } }
    }
    throw error
  }
}

function accept(
  input: RegisterInput & { readonly aor: string; readonly bindings: readonly Binding[] },
): ContactChanges {
  const { request, bindings } = input
  const contacts = request.headers.getAll('Contact')
  const order = { sipCallId: request.headers.get('Call-ID') ?? '', cseq: cseqOf(request) }
  if (contacts.includes('*')) {
    if (contacts.length > 1 || request.headers.get('Expires')?.trim() !== '0') {
      throw new RefusedError({ status: 400, reason: 'Contact * needs Expires 0 and no other contact' })
    }
    for (const binding of bindings) checkOrder(binding, order)
    return { kind: 'accepted', bindings: [], changed: [], removed: bindings }
  }
  const kept = new Map(bindings.map((binding) => [contactKey(parseUri(binding.contact)), binding]))
  const changed = new Map<string, Binding>()
  const removed = new Map<string, Binding>()
  for (const contact of contacts) {
    const address = parseNameAddr(contact, 'Contact')
    const key = contactKey(parseUri(address.uri))
    const known = kept.get(key)
    if (known) checkOrder(known, order)
    const expiresSec = expiryOf(address, request)
    kept.delete(key)
    changed.delete(key)
    if (expiresSec > 0) {
      const binding = bindingFrom(input, address.uri, order, expiresSec)
      kept.set(key, binding)
      changed.set(key, binding)
      if (known && known.contact !== binding.contact) removed.set(key, known)
    } else if (known) removed.set(key, known)
  }
  if (kept.size > MAX_CONTACTS) {
    throw new RefusedError({ status: 403, reason: `More than ${MAX_CONTACTS} contacts` })
  }
  return {
    kind: 'accepted',
    bindings: [...kept.values()],
    changed: [...changed.values()],
    removed: [...removed.values()],
  }
}

class RefusedError extends Error {
  readonly response: ResponseOptions
  constructor(response: ResponseOptions) {
    super(response.reason)
    this.response = response
  }
}

/** A late copy of an earlier request must not undo a newer one (§10.3 step 7). */
function checkOrder(known: Binding, order: { readonly sipCallId: string; readonly cseq: number }): void {
  if (known.sipCallId === order.sipCallId && order.cseq <= known.cseq) {
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

function bindingFrom(
  input: RegisterInput & { readonly aor: string },
  contact: string,
  order: { readonly sipCallId: string; readonly cseq: number },
  expiresSec: number,
): Binding {
  return {
    aor: input.aor,
    contact,
    deviceId: input.device.id,
    ...order,
    source: input.source,
    userAgent: (input.request.headers.get('User-Agent') ?? '').slice(0, 200),
    registeredMs: input.nowMs,
    expiresMs: input.nowMs + expiresSec * 1_000,
  }
}

function cseqOf(request: SipRequest): number {
  return Number.parseInt(request.headers.get('CSeq') ?? '0', 10) || 0
}

/** Two contacts are one when user, host, port and transport agree; other parameters are how it was written this time. */
function contactKey(uri: Uri): string {
  if (uri.scheme === 'tel') return `tel:${uri.number}`
  const transport = uriParam(uri, 'transport')?.toLowerCase() ?? 'udp'
  return `${uri.scheme}:${uri.user ?? ''}@${formatHost(uri.host)}:${uri.port ?? 5060};${transport}`
}
