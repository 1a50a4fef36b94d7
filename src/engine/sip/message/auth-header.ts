import { isToken } from './chars.ts'
import { splitList } from './headers.ts'
import { MAX_PARAMETERS } from './limits.ts'
import { bad, readQuoted } from './params.ts'

/** A challenge or credentials, RFC 3261 §25.1. Parameter names in lower case, values without quotes. */
export interface AuthHeader {
  readonly scheme: string
  readonly params: ReadonlyMap<string, string>
}

/** Throws `bad-header`. */
export function parseAuthHeader(text: string, what: string): AuthHeader {
  const blank = text.search(/[ \t]/)
  const scheme = blank < 0 ? text : text.slice(0, blank)
  if (!isToken(scheme)) throw bad(what, text)
  const parts = blank < 0 ? [] : splitList(text.slice(blank + 1))
  if (parts.length > MAX_PARAMETERS) throw bad(what, text)
  const params = new Map<string, string>()
  for (const part of parts) {
    const equals = part.indexOf('=')
    const name = part.slice(0, equals).trim().toLowerCase()
    if (equals < 0 || !isToken(name) || params.has(name)) throw bad(what, text)
    const raw = part.slice(equals + 1).trim()
    params.set(name, raw.startsWith('"') ? readQuoted(raw, 0, what)[0] : raw)
  }
  return { scheme: scheme.toLowerCase(), params }
}
