import { addressee } from './essentials.ts'
import { HeaderList, type HeaderEntry } from './headers.ts'
import type { SipRequest, SipResponse } from './message.ts'
import { hasParam } from './params.ts'
import { reasonPhrase } from './reason-phrases.ts'

export interface RequestParts {
  readonly method: string
  readonly uri: string
  readonly headers: readonly HeaderEntry[]
  readonly body?: { readonly contentType: string; readonly content: string }
}

export function buildRequest(parts: RequestParts): SipRequest {
  const headers = parts.body ? [...parts.headers, contentType(parts.body.contentType)] : parts.headers
  return {
    kind: 'request',
    method: parts.method,
    uri: parts.uri,
    headers: new HeaderList(headers),
    body: parts.body?.content ?? '',
  }
}

export interface ResponseParts {
  readonly status: number
  readonly reason?: string
  /** Added to To unless it has one; not for 100. */
  readonly toTag?: string
  readonly headers?: readonly HeaderEntry[]
  readonly body?: { readonly contentType: string; readonly content: string }
}

/** RFC 3261 §8.2.6: Via, From, To, Call-ID, CSeq and (for dialogs) Record-Route are the request's. */
export function buildResponse(request: SipRequest, parts: ResponseParts): SipResponse {
  const entries: HeaderEntry[] = []
  for (const value of request.headers.getAll('Via')) entries.push(['Via', value])
  copy(request, 'From', entries)
  copy(request, 'To', entries, parts.toTag)
  copy(request, 'Call-ID', entries)
  copy(request, 'CSeq', entries)
  if (parts.status > 100 && parts.status < 300)
    for (const value of request.headers.getAll('Record-Route')) entries.push(['Record-Route', value])
  if (parts.headers !== undefined) entries.push(...parts.headers)
  if (parts.body !== undefined) entries.push(contentType(parts.body.contentType))
  return {
    kind: 'response',
    status: parts.status,
    reason: parts.reason ?? reasonPhrase(parts.status),
    headers: new HeaderList(entries),
    body: parts.body?.content ?? '',
  }
}

/** A header that a malformed request lacks is missing in its answer too. */
function copy(request: SipRequest, name: string, entries: HeaderEntry[], tag?: string): void {
  const value = request.headers.get(name)
  if (value !== undefined) entries.push([name, tag === undefined ? value : withTag(request, value, tag)])
}

function withTag(request: SipRequest, value: string, tag: string): string {
  const to = addressee(request)
  // A To that cannot be read is echoed as it came.
  return to === undefined || hasParam(to.params, 'tag') ? value : `${value};tag=${tag}`
}

function contentType(value: string): HeaderEntry {
  return ['Content-Type', value]
}
