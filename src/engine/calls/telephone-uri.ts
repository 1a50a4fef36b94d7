import { completedBy, type DialString, type E164, parseDialString } from '../../callflow/numbering/e164.ts'
import { parseNameAddr } from '../sip/message/name-addr.ts'
import { type Params } from '../sip/message/params.ts'
import { parseUri, uriParam } from '../sip/message/uri.ts'

/** Longest name in a user part that is looked at. */
const MAX_USER = 64

/** Whom a `sip`, `sips` or `tel` URI names. */
export interface NamedInUri {
  /** The telephone number it holds, without separators; undefined where what stands there is none. */
  readonly number: DialString | E164 | undefined
  /** The user part as written, unescaped and without its parameters. At most 64 characters. */
  readonly user: string
  /** Lower case; empty for `tel`. */
  readonly host: string
}

/**
 * The telephone number in a URI. What follows the first `;` of a user part is a parameter of the number (RFC 3966 §3, RFC 3261 §19.1.6), and
 * `phone-context` completes a local one where that makes a real number of it: 911 stays 911. Undefined for what is no URI.
 */
export function namedInUri(text: string): NamedInUri | undefined {
  try {
    const uri = parseUri(text)
    const [written = '', ...params] = (uri.scheme === 'tel' ? uri.number : (uri.user ?? '')).split(';', MAX_USER)
    const user = written.slice(0, MAX_USER)
    const number = parseDialString(written)
    const context = uriParam(uri, 'phone-context') ?? contextIn(params)
    const host = uri.scheme === 'tel' ? '' : uri.host
    return { user, host, number: number && (completedBy(number, context ?? '') ?? number) }
  } catch {
    return undefined // no URI, or one of another kind
  }
}

const contextIn = (params: readonly string[]) =>
  params.find((param) => /^phone-context=/i.test(param))?.slice('phone-context='.length)

/** Who stands in a header of the form of From, RFC 3261 §20.10. */
export interface NamedInHeader extends NamedInUri {
  /** At most 128 characters. */
  readonly name: string
  readonly params: Params
}

/** Undefined for what cannot be read. */
export function namedInHeader(value: string | undefined): NamedInHeader | undefined {
  if (value === undefined) return undefined
  try {
    const { displayName = '', uri, params } = parseNameAddr(value, 'address')
    const named = namedInUri(uri)
    return named && { ...named, name: displayName.slice(0, 128), params }
  } catch {
    return undefined
  }
}
