import { hasBlankOrControl, isHexDigit, readUint } from './chars.ts'
import { RemoteProtocolError } from './errors.ts'
import { MAX_PARAMETERS } from './limits.ts'

/** RFC 3261 §19.1. `user`, parameter and header values are unescaped; `host` is lower case, IPv6 without brackets. */
export interface SipUri {
  readonly scheme: 'sip' | 'sips'
  readonly user?: string
  readonly password?: string
  readonly host: string
  readonly port?: number
  readonly params: UriParams
  readonly headers: UriParams
}

/** RFC 3966; `number` as written, visual separators kept. */
export interface TelUri {
  readonly scheme: 'tel'
  readonly number: string
  readonly params: UriParams
}

export type Uri = SipUri | TelUri
export type UriParams = readonly (readonly [name: string, value: string | undefined])[]

/** Throws `bad-uri` (400) or `unknown-scheme` (416). */
export function parseUri(text: string): Uri {
  const colon = text.indexOf(':')
  if (colon <= 0 || hasBlankOrControl(text) || text.includes('<') || text.includes('>')) throw badUri(text)
  const scheme = text.slice(0, colon).toLowerCase()
  if (scheme === 'sip' || scheme === 'sips') return parseSip(scheme, text.slice(colon + 1), text)
  if (scheme === 'tel') return parseTel(text.slice(colon + 1), text)
  throw new RemoteProtocolError('unknown-scheme', `URI scheme "${scheme.slice(0, 20)}" is not sip, sips or tel`, 416)
}

/** As `parseUri`; a `tel` URI is refused. */
export function parseSipUri(text: string): SipUri {
  const uri = parseUri(text)
  if (uri.scheme === 'tel') throw badUri(text)
  return uri
}

export function formatUri(uri: Uri): string {
  if (uri.scheme === 'tel') return `tel:${uri.number}${formatUriParams(uri.params)}`
  const password = uri.password === undefined ? '' : `:${escapeUser(uri.password)}`
  const user = uri.user === undefined ? '' : `${escapeUser(uri.user)}${password}@`
  const port = uri.port === undefined ? '' : `:${uri.port}`
  const headers = uri.headers.map(([name, value]) => `${escapeParam(name)}=${escapeParam(value ?? '')}`)
  const query = headers.length === 0 ? '' : `?${headers.join('&')}`
  return `${uri.scheme}:${user}${formatHost(uri.host)}${port}${formatUriParams(uri.params)}${query}`
}

/** IPv6 gets its brackets. */
export function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

export function uriParam(uri: Uri, name: string): string | undefined {
  for (const [key, value] of uri.params) if (key === name) return value ?? ''
  return undefined
}

export interface HostPort {
  readonly host: string
  readonly port?: number
}

/** `host`, `host:port`, `[v6]:port`. */
export function parseHostPort(text: string): HostPort | undefined {
  if (text.startsWith('[')) {
    const close = text.indexOf(']')
    const host = text.slice(1, close)
    if (close < 0 || !isIpv6(host)) return undefined
    return withPort(host.toLowerCase(), text.slice(close + 1))
  }
  const colon = text.indexOf(':')
  const host = colon < 0 ? text : text.slice(0, colon)
  if (!isHostName(host)) return undefined
  return withPort(host.toLowerCase(), colon < 0 ? '' : text.slice(colon))
}

function withPort(host: string, rest: string): HostPort | undefined {
  if (rest === '') return { host }
  if (!rest.startsWith(':')) return undefined
  const port = readUint(rest.slice(1), 65_535)
  return port === undefined ? undefined : { host, port }
}

function isHostName(text: string): boolean {
  return text.length <= 255 && /^[A-Za-z0-9._-]+$/.test(text)
}

function isIpv6(text: string): boolean {
  return text.length <= 45 && text.includes(':') && /^[0-9A-Fa-f:.]+$/.test(text)
}

function parseSip(scheme: 'sip' | 'sips', rest: string, whole: string): SipUri {
  const at = rest.indexOf('@')
  const userInfo = at < 0 ? undefined : rest.slice(0, at)
  const tail = rest.slice(at + 1)
  const question = tail.indexOf('?')
  const beforeHeaders = question < 0 ? tail : tail.slice(0, question)
  const semicolon = beforeHeaders.indexOf(';')
  const hostPort = parseHostPort(semicolon < 0 ? beforeHeaders : beforeHeaders.slice(0, semicolon))
  if (hostPort === undefined || userInfo === '') throw badUri(whole)
  const params = semicolon < 0 ? [] : parsePairs(beforeHeaders.slice(semicolon + 1), ';', whole)
  const headers = question < 0 ? [] : parsePairs(tail.slice(question + 1), '&', whole)
  return { scheme, ...splitUser(userInfo, whole), ...hostPort, params, headers }
}

function splitUser(userInfo: string | undefined, whole: string): { user?: string; password?: string } {
  if (userInfo === undefined) return {}
  const colon = userInfo.indexOf(':')
  if (colon < 0) return { user: unescape(userInfo, whole) }
  return { user: unescape(userInfo.slice(0, colon), whole), password: unescape(userInfo.slice(colon + 1), whole) }
}

function parseTel(rest: string, whole: string): TelUri {
  const semicolon = rest.indexOf(';')
  const number = semicolon < 0 ? rest : rest.slice(0, semicolon)
  if (number.length > 128 || !/^\+?[0-9A-Fa-f*#().-]+$/.test(number)) throw badUri(whole)
  return { scheme: 'tel', number, params: semicolon < 0 ? [] : parsePairs(rest.slice(semicolon + 1), ';', whole) }
}

function parsePairs(text: string, separator: string, whole: string): UriParams {
  const parts = text.split(separator, MAX_PARAMETERS + 1)
  if (parts.length > MAX_PARAMETERS) throw badUri(whole)
  return parts.map((part) => {
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    if (name === '') throw badUri(whole)
    const value = equals < 0 ? undefined : unescape(part.slice(equals + 1), whole)
    return [unescape(name, whole).toLowerCase(), value] as const
  })
}

/** Percent escapes to UTF-8. Octets that are no UTF-8 become U+FFFD. */
function unescape(text: string, whole: string): string {
  if (!text.includes('%')) return text
  const bytes: number[] = []
  let result = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '%') {
      if (!isHexDigit(text.charCodeAt(i + 1)) || !isHexDigit(text.charCodeAt(i + 2))) throw badUri(whole)
      bytes.push(Number.parseInt(text.slice(i + 1, i + 3), 16))
      i += 2
      continue
    }
    if (bytes.length > 0) result += Buffer.from(bytes.splice(0)).toString('utf8')
    result += text[i]
  }
  return bytes.length > 0 ? result + Buffer.from(bytes).toString('utf8') : result
}

function formatUriParams(params: UriParams): string {
  let text = ''
  for (const [name, value] of params)
    text += value === undefined ? `;${escapeParam(name)}` : `;${escapeParam(name)}=${escapeParam(value)}`
  return text
}

const USER_SAFE = "-_.!~*'()&=+$,;?/"
const PARAM_SAFE = "-_.!~*'()[]/:+$"

function escapeUser(text: string): string {
  return escape(text, USER_SAFE)
}

function escapeParam(text: string): string {
  return escape(text, PARAM_SAFE)
}

function escape(text: string, safe: string): string {
  if (/^[A-Za-z0-9+._-]*$/.test(text)) return text
  let result = ''
  for (const byte of Buffer.from(text, 'utf8')) {
    const char = String.fromCharCode(byte)
    if (byte < 128 && (/[A-Za-z0-9]/.test(char) || safe.includes(char))) result += char
    else result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return result
}

function badUri(text: string): RemoteProtocolError {
  return new RemoteProtocolError('bad-uri', `cannot read the URI "${text.slice(0, 80)}"`)
}
