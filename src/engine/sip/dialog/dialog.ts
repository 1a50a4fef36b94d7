import { RemoteProtocolError } from '../message/errors.ts'
import { essentialsOf } from '../message/essentials.ts'
import type { HeaderEntry } from '../message/headers.ts'
import type { SipMessage, SipRequest, SipResponse } from '../message/message.ts'
import { parseNameAddr } from '../message/name-addr.ts'
import { hasParam } from '../message/params.ts'
import { parseSipUri, uriParam } from '../message/uri.ts'
import { demandTransport } from '../transport/uri-transport.ts'

/** Dialog state, RFC 3261 §12. Addresses are whole header values, tag included. */
export interface Dialog {
  readonly sipCallId: string
  readonly localTag: string
  /** Empty for a peer older than RFC 3261. */
  readonly remoteTag: string
  readonly localAddress: string
  readonly remoteAddress: string
  /** The Contact of the other side: Request-URI of what we send. */
  readonly remoteTarget: string
  /** Route header values, nearest hop first. */
  readonly routeSet: readonly string[]
  readonly localCseq: number
  readonly remoteCseq: number | undefined
}

export function dialogId(dialog: Pick<Dialog, 'sipCallId' | 'localTag' | 'remoteTag'>): string {
  return `${dialog.sipCallId}\n${dialog.localTag}\n${dialog.remoteTag}`
}

/** The dialog an in-dialog request from the other side belongs to: its To is us. */
export function dialogIdOf(request: SipRequest): string {
  const { sipCallId, toTag, fromTag } = essentialsOf(request)
  return dialogId({ sipCallId, localTag: toTag, remoteTag: fromTag })
}

/**
 * §12.1.2. `response` is 101-299 with a To tag (or none, from an old peer). Never throws: a call is not lost over a Contact or
 * Record-Route that cannot be read, it goes the way the INVITE went.
 */
export function dialogOfClient(request: SipRequest, response: SipResponse): Dialog {
  const sent = essentialsOf(request)
  const got = essentialsOf(response)
  return {
    sipCallId: sent.sipCallId,
    localTag: sent.fromTag,
    remoteTag: got.toTag,
    localAddress: request.headers.get('From') ?? '',
    remoteAddress: response.headers.get('To') ?? '',
    remoteTarget: lenient(() => contactUri(response)) ?? request.uri,
    routeSet: lenient(() => routesOf(response).toReversed()) ?? [],
    localCseq: sent.cseq.number,
    remoteCseq: undefined,
  }
}

/**
 * §12.1.1. A request that creates a dialog must say where it can be reached: throws `missing-header` without Contact, `bad-header`
 * on bad routes. Who knows no branches is older than that and is reached at its From (RFC 2543 §6.13; RFC 4475 §3.4.1).
 */
export function dialogOfServer(request: SipRequest, localTag: string): Dialog {
  const got = essentialsOf(request)
  const remoteTarget = contactUri(request) ?? (got.branch === undefined ? sipUri(got.from.uri, 'From') : undefined)
  if (remoteTarget === undefined) throw new RemoteProtocolError('missing-header', `${request.method} without Contact`)
  return {
    sipCallId: got.sipCallId,
    localTag,
    remoteTag: got.fromTag,
    localAddress: `${request.headers.get('To') ?? ''};tag=${localTag}`,
    remoteAddress: request.headers.get('From') ?? '',
    remoteTarget,
    routeSet: routesOf(request),
    localCseq: 0,
    remoteCseq: got.cseq.number,
  }
}

export interface DialogRequest {
  readonly uri: string
  /** Route, Max-Forwards, From, To, Call-ID, CSeq. */
  readonly headers: readonly HeaderEntry[]
}

/** The next request we send, §12.2.1.1. */
export function nextRequest(dialog: Dialog, method: string): readonly [Dialog, DialogRequest] {
  const next = { ...dialog, localCseq: dialog.localCseq + 1 }
  return [next, requestIn(next, method, next.localCseq)]
}

/** ACK to a 2xx carries the number of its INVITE, §13.2.2.4. */
export function ackRequest(dialog: Dialog, inviteCseq: number): DialogRequest {
  return requestIn(dialog, 'ACK', inviteCseq)
}

function requestIn(dialog: Dialog, method: string, cseq: number): DialogRequest {
  const { uri, routes } = routing(dialog)
  const headers: HeaderEntry[] = routes.map((route) => ['Route', route])
  headers.push(
    ['Max-Forwards', '70'],
    ['From', dialog.localAddress],
    ['To', dialog.remoteAddress],
    ['Call-ID', dialog.sipCallId],
    ['CSeq', `${cseq} ${method}`],
  )
  return { uri, headers }
}

/** A first hop without `lr` is a strict router: it becomes the Request-URI and the target the last route (§12.2.1.1). */
export function routing(dialog: Pick<Dialog, 'routeSet' | 'remoteTarget'>): {
  readonly uri: string
  readonly routes: readonly string[]
} {
  const first = dialog.routeSet[0]
  if (first === undefined || isLooseRouter(first)) return { uri: dialog.remoteTarget, routes: dialog.routeSet }
  const { uri } = parseNameAddr(first, 'Route')
  return { uri, routes: [...dialog.routeSet.slice(1), `<${dialog.remoteTarget}>`] }
}

function isLooseRouter(route: string): boolean {
  const { uri, params } = parseNameAddr(route, 'Route')
  return uriParam(parseSipUri(uri), 'lr') !== undefined || hasParam(params, 'lr')
}

/** The URI whose host the request is sent to: first route, else the target. */
export function nextHop(dialog: Dialog): string {
  const first = dialog.routeSet[0]
  return first === undefined ? dialog.remoteTarget : parseNameAddr(first, 'Route').uri
}

/** A request from the other side, §12.2.2. `out-of-order` is answered 500. */
export function acceptRequest(dialog: Dialog, request: SipRequest): readonly [Dialog, 'in-order' | 'out-of-order'] {
  const { number } = essentialsOf(request).cseq
  if (dialog.remoteCseq !== undefined && number <= dialog.remoteCseq) return [dialog, 'out-of-order']
  return [{ ...dialog, remoteCseq: number }, 'in-order']
}

/** Re-INVITE and UPDATE, and the 2xx to ours, may move the other side (§12.2). Throws on a request whose Contact cannot be read. */
export function refreshTarget(dialog: Dialog, message: SipMessage): Dialog {
  const remoteTarget = message.kind === 'request' ? contactUri(message) : lenient(() => contactUri(message))
  return remoteTarget === undefined || remoteTarget === dialog.remoteTarget ? dialog : { ...dialog, remoteTarget }
}

/** `undefined` without Contact; throws `RemoteProtocolError` when it cannot be read. */
function contactUri(message: SipMessage): string | undefined {
  const contact = message.headers.get('Contact')
  if (contact === undefined) return undefined
  return sipUri(parseNameAddr(contact, 'Contact').uri, 'Contact')
}

/** One that can be sent to, as far as can be seen. */
function sipUri(uri: string, what: string): string {
  demandTransport(parseSipUri(uri), what)
  return uri
}

/** Every one readable, so that what is sent later cannot fail on them. */
function routesOf(message: SipMessage): readonly string[] {
  const routes = message.headers.getAll('Record-Route')
  for (const route of routes) sipUri(parseNameAddr(route, 'Record-Route').uri, 'Record-Route')
  return routes
}

function lenient<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof RemoteProtocolError) return undefined
    throw error
  }
}
