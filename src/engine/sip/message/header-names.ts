/** Canonical spellings, RFC 3261 §20 and those of its extensions that we read or write. */
const CANONICAL = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Alert-Info',
  'Allow',
  'Allow-Events',
  'Authorization',
  'Call-ID',
  'Call-Info',
  'Contact',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Language',
  'Content-Length',
  'Content-Type',
  'CSeq',
  'Date',
  'Diversion',
  'Event',
  'Expires',
  'From',
  'Max-Forwards',
  'Min-Expires',
  'Min-SE',
  'P-Asserted-Identity',
  'Path',
  'Privacy',
  'Proxy-Authenticate',
  'Proxy-Authorization',
  'Proxy-Require',
  'RAck',
  'Reason',
  'Record-Route',
  'Refer-To',
  'Referred-By',
  'Replaces',
  'Require',
  'Retry-After',
  'Route',
  'RSeq',
  'Server',
  'Session-Expires',
  'Subject',
  'Subscription-State',
  'Supported',
  'To',
  'Unsupported',
  'User-Agent',
  'Via',
  'Warning',
  'WWW-Authenticate',
] as const

/** Compact forms, RFC 3261 §7.3.3 and the IANA registry. */
const COMPACT: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
}

const keyBySpelling = new Map<string, string>()
for (const name of CANONICAL) {
  keyBySpelling.set(name, name.toLowerCase())
  keyBySpelling.set(name.toLowerCase(), name.toLowerCase())
  keyBySpelling.set(name.toUpperCase(), name.toLowerCase())
}
for (const [compact, key] of Object.entries(COMPACT)) {
  keyBySpelling.set(compact, key)
  keyBySpelling.set(compact.toUpperCase(), key)
}

/** What a header name is compared by: lower case, compact forms expanded. */
export function headerKey(name: string): string {
  const known = keyBySpelling.get(name)
  if (known !== undefined) return known
  const lower = name.toLowerCase()
  return keyBySpelling.get(lower) ?? lower
}

const LIST_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'alert-info',
  'allow',
  'allow-events',
  'call-info',
  'contact',
  'content-encoding',
  'content-language',
  'diversion',
  'error-info',
  'history-info',
  'in-reply-to',
  'p-asserted-identity',
  'path',
  'privacy',
  'proxy-require',
  'reason',
  'record-route',
  'require',
  'route',
  'service-route',
  'supported',
  'unsupported',
  'via',
  'warning',
])

/** Headers whose values may share a line, separated by commas (RFC 3261 §7.3.1). */
export function isListHeader(key: string): boolean {
  return LIST_HEADERS.has(key)
}
