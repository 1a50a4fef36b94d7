import { RE2JS, RE2JSException } from 're2js'

/** Longest expression accepted. */
const MAX_SOURCE_LENGTH = 2_000
const CACHE_SIZE = 10_000

/** A regular expression that matches in time linear in its input, because callers choose the input. RE2 syntax: no back-references, no look-around. */
export interface LinearRegex {
  /** The groups of the first match anywhere in `text` (unmatched ones empty), or undefined. */
  match(text: string): readonly string[] | undefined
}

export type CompiledRegex =
  | { readonly ok: true; readonly regex: LinearRegex }
  | { readonly ok: false; readonly error: string }

const cache = new Map<string, CompiledRegex>()

/** `error` names what is wrong with the expression, in words for the person who typed it. */
export function linearRegex(source: string): CompiledRegex {
  const known = cache.get(source)
  if (known) return known
  if (cache.size >= CACHE_SIZE) cache.clear()
  const compiled = compile(source)
  cache.set(source, compiled)
  return compiled
}

/** Whether `source` matches somewhere in `text`. An expression that does not compile matches nothing. */
export function matchesRegex(source: string, text: string): boolean {
  const compiled = linearRegex(source)
  return compiled.ok && compiled.regex.match(text) !== undefined
}

function compile(source: string): CompiledRegex {
  if (source.length > MAX_SOURCE_LENGTH) {
    return { ok: false, error: `the expression has ${source.length} characters, the limit is ${MAX_SOURCE_LENGTH}` }
  }
  try {
    const pattern = RE2JS.compile(source)
    return { ok: true, regex: { match: (text) => firstMatch(pattern, text) } }
  } catch (error) {
    if (error instanceof RE2JSException) return { ok: false, error: error.message }
    throw error
  }
}

function firstMatch(pattern: RE2JS, text: string): readonly string[] | undefined {
  const matcher = pattern.matcher(text)
  if (!matcher.find()) return undefined
  return Array.from({ length: matcher.groupCount() }, (_, index) => matcher.group(index + 1) ?? '')
}
