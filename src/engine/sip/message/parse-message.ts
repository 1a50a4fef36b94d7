import { RemoteProtocolError } from './errors.ts'
import { endOfLine, readHeaderLines } from './header-lines.ts'
import type { HeaderList } from './headers.ts'
import { MAX_LINE_CHARS, MAX_MESSAGE_BYTES } from './limits.ts'
import type { SipMessage } from './message.ts'
import { readStartLine, type StartLine } from './start-line.ts'
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
  /** What is wrong with a message of which enough could be read: a request like this is answered with `fault.sipStatus`. */
  readonly fault?: RemoteProtocolError
}

/** As `parseMessage`, but throws only when there is nothing to answer. */
export function readMessage(bytes: Uint8Array): ReadMessage {
  if (bytes.length > MAX_MESSAGE_BYTES) throw tooLarge(`message of ${bytes.length} bytes is over ${MAX_MESSAGE_BYTES}`)
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = skipLineEnds(buffer)
  const headEnd = buffer.indexOf('\r\n\r\n', start, 'latin1')
  if (headEnd >= 0) return withBody(parseHead(buffer.toString('utf8', start, headEnd)), buffer.subarray(headEnd + 4))
  // The last line may be half of what was meant.
  const head = parseHead(buffer.toString('utf8', start, buffer.lastIndexOf('\n') + 1))
  const fault = head.fault ?? new RemoteProtocolError('truncated', 'message ends within its headers')
  return { message: assemble(head, ''), fault }
}

export type Head = StartLine & {
  readonly headers: HeaderList
  /** The start line or the size of the headers is wrong; whoever asked can be told so. */
  readonly fault?: RemoteProtocolError
}

/** Start line and headers, without the empty line. Throws when nobody is to be answered. */
export function parseHead(text: string): Head {
  const { end, next } = endOfLine(text, 0)
  const start = readStartLine(text.slice(0, end))
  const lines = readHeaderLines(text, next)
  const isTooLong = end > MAX_LINE_CHARS
  const tooLong = isTooLong ? tooLarge(`start line of ${end} characters is over ${MAX_LINE_CHARS}`, 414) : undefined
  const fault = tooLong ?? start.fault ?? lines.fault
  return { ...start.line, headers: lines.headers, ...(fault && { fault }) }
}

/** `rest` is what follows the empty line, at least. */
export function withBody(head: Head, rest: Buffer): ReadMessage {
  if (head.fault !== undefined) return { message: assemble(head, ''), fault: head.fault }
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

/** Empty lines before the start line are keep-alives or padding (§7.5). */
function skipLineEnds(buffer: Buffer): number {
  let pos = 0
  while (buffer[pos] === 13 || buffer[pos] === 10) pos++
  return pos
}

function tooLarge(text: string, sipStatus = 513): RemoteProtocolError {
  return new RemoteProtocolError('too-large', text, sipStatus)
}
