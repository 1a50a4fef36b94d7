import { hasBlankOrControl, isBlank, isToken, readUint } from './chars.ts'
import { RemoteProtocolError } from './errors.ts'

export type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }

export interface ReadStartLine {
  readonly line: StartLine
  /** What is wrong with a request whose method and version could be read all the same: it is answered. */
  readonly fault?: RemoteProtocolError
}

const VERSION = 'SIP/2.0'

/** RFC 3261 §7.1, §7.2. Throws `bad-start-line` where nobody is to be answered: what is no SIP, and a response. */
export function readStartLine(text: string): ReadStartLine {
  if (text.slice(0, 4).toUpperCase() === 'SIP/') return { line: readStatusLine(text) }
  const first = text.indexOf(' ')
  const second = text.indexOf(' ', first + 1)
  const method = text.slice(0, Math.max(first, 0))
  const uri = text.slice(first + 1, second)
  const isWellFormed = second > 0 && isToken(method) && uri !== '' && !hasBlankOrControl(uri)
  if (isWellFormed && text.slice(second + 1).toUpperCase() === VERSION)
    return { line: { kind: 'request', method, uri } }
  return readMalformed(text)
}

/** A request line with blanks too many, a URI with blanks in it, or another version: method first, version last. */
function readMalformed(text: string): ReadStartLine {
  const line = text.trim()
  const from = firstBlank(line)
  const to = lastBlank(line)
  const method = line.slice(0, Math.max(from, 0))
  const version = line.slice(to + 1)
  if (to <= from || !isToken(method) || !/^SIP\/[0-9]{1,9}\.[0-9]{1,9}$/i.test(version)) throw badStartLine(text)
  const isOurVersion = version.toUpperCase() === VERSION
  const fault = isOurVersion
    ? badStartLine(text)
    : new RemoteProtocolError('bad-version', `SIP version "${version}" is not 2.0`, 505)
  return { line: { kind: 'request', method, uri: line.slice(from + 1, to).trim() }, fault }
}

function readStatusLine(line: string): StartLine {
  const status = readUint(line.slice(8, 11), 699)
  const isWellFormed = line.slice(0, 8).toUpperCase() === `${VERSION} ` && (line.length === 11 || line[11] === ' ')
  if (!isWellFormed || status === undefined || status < 100) throw badStartLine(line)
  return { kind: 'response', status, reason: line.slice(12) }
}

function firstBlank(text: string): number {
  for (let i = 0; i < text.length; i++) if (isBlank(text.charCodeAt(i))) return i
  return -1
}

function lastBlank(text: string): number {
  for (let i = text.length - 1; i >= 0; i--) if (isBlank(text.charCodeAt(i))) return i
  return -1
}

function badStartLine(line: string): RemoteProtocolError {
  return new RemoteProtocolError('bad-start-line', `cannot read the start line "${line.slice(0, 80)}"`)
}
