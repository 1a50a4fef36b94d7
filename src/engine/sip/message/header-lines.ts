import { isBlank, isToken } from './chars.ts'
import { RemoteProtocolError } from './errors.ts'
import { HeaderList } from './headers.ts'
import { MAX_HEADERS, MAX_LINE_CHARS } from './limits.ts'

export interface HeaderLines {
  readonly headers: HeaderList
  /** A line or their number is beyond its limit; what stands before is read. */
  readonly fault?: RemoteProtocolError
}

/**
 * Header fields from `at` to the end (RFC 3261 §7.3). A line that is no header is left out with its continuations: if it was
 * needed it is missed, if not it costs nothing (§8.2.2).
 */
export function readHeaderLines(text: string, at: number): HeaderLines {
  const entries: [string, string][] = []
  let current: [string, string] | undefined
  let fault: RemoteProtocolError | undefined
  let next = at
  while (next < text.length) {
    const from = next
    const line = endOfLine(text, from)
    next = line.next
    if (isBlank(text.charCodeAt(from))) {
      // A line that starts blank continues the one before (§7.3.1).
      if (current !== undefined) current[1] = `${current[1]} ${text.slice(from, line.end).trim()}`.trim()
    } else {
      current = readHeader(text.slice(from, line.end))
      if (current !== undefined) entries.push(current)
    }
    const chars = Math.max(line.end - from, current?.[1].length ?? 0)
    if (chars > MAX_LINE_CHARS) {
      const name = current === undefined ? 'line' : `header ${current[0].slice(0, 40)}`
      fault ??= tooLarge(`${name} of ${chars} characters is over ${MAX_LINE_CHARS}`)
      if (current !== undefined) entries.pop()
      current = undefined
    }
    if (entries.length > MAX_HEADERS) {
      fault ??= tooLarge(`message has more than ${MAX_HEADERS} headers`)
      break
    }
  }
  return { headers: new HeaderList(entries), ...(fault && { fault }) }
}

export function endOfLine(text: string, from: number): { end: number; next: number } {
  const lf = text.indexOf('\n', from)
  if (lf < 0) return { end: text.length, next: text.length }
  return { end: lf > from && text.charCodeAt(lf - 1) === 13 ? lf - 1 : lf, next: lf + 1 }
}

function readHeader(line: string): [string, string] | undefined {
  const colon = line.indexOf(':')
  const name = line.slice(0, Math.max(colon, 0)).trimEnd()
  return isToken(name) ? [name, line.slice(colon + 1).trim()] : undefined
}

function tooLarge(text: string): RemoteProtocolError {
  return new RemoteProtocolError('too-large', text, 513)
}
