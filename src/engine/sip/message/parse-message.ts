import { hasBlankOrControl, isBlank, isToken, readUint } from './chars.ts'
import { RemoteProtocolError } from './errors.ts'
import { HeaderList } from './headers.ts'
import { MAX_HEADERS, MAX_LINE_CHARS, MAX_MESSAGE_BYTES } from './limits.ts'
import type { SipMessage } from './message.ts'
import { contentLength, validate } from './validate.ts'

/**
 * One whole message, as in a datagram (RFC 3261 §18.3): octets past Content-Length are ignored, a body shorter than it is refused.
 * Throws nothing but `RemoteProtocolError`.
 */
export function parseMessage(bytes: Uint8Array): SipMessage {
  const { message, fault } = readMessage(bytes)
  if (fault !== undefined) throw fault
  return message
}

export interface ReadMessage {
  readonly message: SipMessage
  /** What is wrong with a message whose shape could be read: a request like this is answered with `fault.sipStatus`. */
  readonly fault?: RemoteProtocolError
}

/** As `parseMessage`, but throws only when there is nothing to answer. */
export function readMessage(bytes: Uint8Array): ReadMessage {
  if (bytes.length > MAX_MESSAGE_BYTES) throw tooLarge(`message of ${bytes.length} bytes is over ${MAX_MESSAGE_BYTES}`)
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = skipLineEnds(buffer)
  const headEnd = buffer.indexOf('\r\n\r\n', start, 'latin1')
  if (headEnd < 0) throw new RemoteProtocolError('truncated', 'message ends within its headers')
  const head = parseHead(buffer.toString('utf8', start, headEnd))
  return withBody(head, buffer.subarray(headEnd + 4))
}

export type Head = { readonly headers: HeaderList } & (
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }
)

/** Start line and headers, without the empty line. */
export function parseHead(text: string): Head {
  let line = endOfLine(text, 0)
  const startLine = text.slice(0, line.end)
  const entries: [string, string][] = []
  while (line.next < text.length) {
    const from = line.next
    line = endOfLine(text, from)
    if (isBlank(text.charCodeAt(from))) unfold(entries, text.slice(from, line.end))
    else entries.push(readHeader(text.slice(from, line.end)))
    if (entries.length > MAX_HEADERS) throw tooLarge(`message has more than ${MAX_HEADERS} headers`)
  }
  return { ...readStartLine(startLine), headers: new HeaderList(entries) }
}

/** `rest` is what follows the empty line, at least. */
export function withBody(head: Head, rest: Buffer): ReadMessage {
  try {
    const length = contentLength(head.headers)
    const message = assemble(
      head,
      rest.length === 0 ? '' : rest.toString('utf8', 0, Math.min(length ?? rest.length, rest.length)),
    )
    validate(message)
    if (length === undefined || length <= rest.length) return { message }
    const text = `Content-Length ${length} is more than the ${rest.length} bytes received`
    return { message, fault: new RemoteProtocolError('truncated', text) }
  } catch (error) {
    if (error instanceof RemoteProtocolError) return { message: assemble(head, ''), fault: error }
    throw error
  }
}

function assemble(head: Head, body: string): SipMessage {
  return head.kind === 'request'
    ? { kind: 'request', method: head.method, uri: head.uri, headers: head.headers, body }
    : { kind: 'response', status: head.status, reason: head.reason, headers: head.headers, body }
}

function endOfLine(text: string, from: number): { end: number; next: number } {
  const lf = text.indexOf('\n', from)
  const next = lf < 0 ? text.length : lf + 1
  const end = lf < 0 ? text.length : lf > from && text.charCodeAt(lf - 1) === 13 ? lf - 1 : lf
  if (end - from > MAX_LINE_CHARS) throw tooLarge(`header line of ${end - from} characters is over ${MAX_LINE_CHARS}`)
  return { end, next }
}

/** A line that starts blank continues the one before (§7.3.1). */
function unfold(entries: [string, string][], line: string): void {
  const last = entries.at(-1)
  if (last === undefined) throw new RemoteProtocolError('bad-header', 'first header line is a continuation')
  if (last[1].length + line.length > MAX_LINE_CHARS)
    throw tooLarge(`folded header ${last[0].slice(0, 40)} is over ${MAX_LINE_CHARS} characters`)
  last[1] = `${last[1]} ${line.trim()}`.trim()
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(colon, 0)).trimEnd()
  if (!isToken(name)) throw new RemoteProtocolError('bad-header', `no header name in "${line.slice(0, 80)}"`)
  return [name, line.slice(colon + 1).trim()]
}

type StartLine =
  | { readonly kind: 'request'; readonly method: string; readonly uri: string }
  | { readonly kind: 'response'; readonly status: number; readonly reason: string }

function readStartLine(line: string): StartLine {
  const first = line.indexOf(' ')
  if (first < 0) throw badStartLine(line)
  const head = line.slice(0, first)
  if (head.length === 7 && head.toUpperCase() === 'SIP/2.0') return readStatusLine(line)
  const second = line.indexOf(' ', first + 1)
  const uri = line.slice(first + 1, second)
  const version = line.slice(second + 1)
  if (second < 0 || !isToken(head) || uri === '' || hasBlankOrControl(uri)) throw badStartLine(line)
  if (version.toUpperCase() === 'SIP/2.0') return { kind: 'request', method: head, uri }
  if (!/^SIP\/[0-9]{1,9}\.[0-9]{1,9}$/i.test(version)) throw badStartLine(line)
  throw new RemoteProtocolError('bad-version', `SIP version "${version}" is not 2.0`, 505)
}

function readStatusLine(line: string): StartLine {
  const status = readUint(line.slice(8, 11), 699)
  if (status === undefined || status < 100 || (line.length > 11 && line[11] !== ' ')) throw badStartLine(line)
  return { kind: 'response', status, reason: line.slice(12) }
}

/** Empty lines before the start line are keep-alives or padding (§7.5). */
function skipLineEnds(buffer: Buffer): number {
  let pos = 0
  while (buffer[pos] === 13 || buffer[pos] === 10) pos++
  return pos
}

function badStartLine(line: string): RemoteProtocolError {
  return new RemoteProtocolError('bad-start-line', `cannot read the start line "${line.slice(0, 80)}"`)
}

function tooLarge(text: string): RemoteProtocolError {
  return new RemoteProtocolError('too-large', text, 513)
}
