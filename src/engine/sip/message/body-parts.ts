import { RemoteProtocolError } from './errors.ts'
import { readHeaderLines } from './header-lines.ts'
import type { HeaderList } from './headers.ts'
import { MAX_BODY_DEPTH, MAX_BODY_PARTS, MAX_BOUNDARY_CHARS } from './limits.ts'
import type { SipHeaders, SipMessage } from './message.ts'
import { param, parseParams } from './params.ts'

/** A body, or a part of one (RFC 5621, RFC 2046 §5.1). */
export interface BodyPart {
  /** As written, parameters included. */
  readonly contentType: string
  /** `application/sdp` and the like, lower case; empty when none is given. */
  readonly type: string
  /** `session`, `render` ...; lower case. */
  readonly disposition: string | undefined
  readonly handling: 'required' | 'optional' | undefined
  /** False for what was compressed or written in base64: we read plain octets. */
  readonly isPlain: boolean
  readonly content: string
  /** Of a `multipart/*`, in order. */
  readonly parts?: readonly BodyPart[]
}

/** `undefined` without a body. Throws `bad-body` (400), or `too-large` (413) beyond the limits on parts and nesting. */
export function readBodyParts({ headers, body }: SipMessage): BodyPart | undefined {
  return body === '' ? undefined : readPart(headers, body, { depth: 0, left: MAX_BODY_PARTS })
}

interface Place {
  readonly depth: number
  /** Parts that may still be read, all levels together. */
  left: number
}

function readPart(headers: SipHeaders, content: string, place: Place): BodyPart {
  const contentType = headers.get('Content-Type') ?? ''
  const [disposition, dispositionParams] = splitParams(headers.get('Content-Disposition') ?? '')
  const [type, typeParams] = splitParams(contentType)
  const part = {
    contentType,
    type,
    disposition: disposition === '' ? undefined : disposition,
    handling: readHandling(dispositionParams),
    isPlain: isPlain(headers),
    content,
  }
  if (!type.startsWith('multipart/')) return part
  const boundary = param(parseParams(typeParams, 0, 'Content-Type'), 'boundary') ?? ''
  return { ...part, parts: readMultipart(content, boundary, place) }
}

function readMultipart(content: string, boundary: string, place: Place): BodyPart[] {
  if (place.depth === MAX_BODY_DEPTH) throw tooLarge(`body parts nested deeper than ${MAX_BODY_DEPTH}`)
  if (boundary === '' || boundary.length > MAX_BOUNDARY_CHARS)
    throw new RemoteProtocolError(
      'bad-body',
      `boundary of ${boundary.length} characters; 1 to ${MAX_BOUNDARY_CHARS} are possible`,
    )
  const parts: BodyPart[] = []
  const inner: Place = { depth: place.depth + 1, left: place.left }
  for (const text of split(content, `--${boundary}`, inner)) {
    const [headers, partContent] = splitHead(text)
    parts.push(readPart(headers, partContent, inner))
  }
  place.left = inner.left
  if (parts.length === 0) throw new RemoteProtocolError('bad-body', 'multipart body without its boundary')
  return parts
}

/** What stands between delimiter lines. A closing delimiter that is missing is forgiven: Content-Length says that the body is whole. */
function* split(content: string, delimiter: string, place: Place): Generator<string> {
  let start: number | undefined
  for (let at = content.indexOf(delimiter); at >= 0; at = content.indexOf(delimiter, at + 1)) {
    if (at > 0 && content[at - 1] !== '\n') continue
    const after = at + delimiter.length
    const isClosing = content.startsWith('--', after)
    const lf = content.indexOf('\n', after)
    const lineEnd = lf < 0 ? content.length : lf
    if (content.slice(after + (isClosing ? 2 : 0), lineEnd).trim() !== '') continue
    if (start !== undefined) yield take(content.slice(start, Math.max(start, endBefore(content, at))), place)
    if (isClosing) return
    start = lf < 0 ? content.length : lf + 1
  }
  if (start !== undefined) yield take(content.slice(start), place)
}

function take(text: string, place: Place): string {
  if (place.left === 0) throw tooLarge(`body of more than ${MAX_BODY_PARTS} parts`)
  place.left -= 1
  return text
}

/** The line end before a delimiter belongs to the delimiter. */
function endBefore(content: string, at: number): number {
  return content[at - 2] === '\r' ? at - 2 : at - 1
}

function splitHead(text: string): [HeaderList, string] {
  const lineEnd = /^\r?\n|\r?\n\r?\n/.exec(text)
  if (lineEnd === null) return [readHeaderLines(text, 0).headers, '']
  const { headers } = readHeaderLines(text.slice(0, lineEnd.index), 0)
  return [headers, text.slice(lineEnd.index + lineEnd[0].length)]
}

function isPlain(headers: SipHeaders): boolean {
  const encodings = [...headers.getAll('Content-Encoding'), headers.get('Content-Transfer-Encoding') ?? 'binary']
  return encodings.every((encoding) => ['identity', 'binary', '8bit', '7bit'].includes(encoding.toLowerCase()))
}

function readHandling(params: string): BodyPart['handling'] {
  const found = /;\s*handling\s*=\s*"?(required|optional)\b/i.exec(params)?.[1]?.toLowerCase()
  return found === 'required' || found === 'optional' ? found : undefined
}

function splitParams(text: string): [value: string, params: string] {
  const semicolon = text.indexOf(';')
  const end = semicolon < 0 ? text.length : semicolon
  return [text.slice(0, end).trim().toLowerCase(), text.slice(end)]
}

function tooLarge(text: string): RemoteProtocolError {
  return new RemoteProtocolError('too-large', text, 413)
}
