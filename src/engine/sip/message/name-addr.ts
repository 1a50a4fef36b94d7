import { hasBlankOrControl, isToken } from './chars.ts'
import { bad, formatParams, type Params, parseParams, quote, readQuoted, skipBlank } from './params.ts'

/** From, To, Contact, Route ...: RFC 3261 §20.10. `uri` is left as written; read it with `parseUri`. */
export interface NameAddr {
  readonly displayName?: string
  readonly uri: string
  readonly params: Params
}

/** Throws `bad-header` naming `what`. */
export function parseNameAddr(text: string, what: string): NameAddr {
  const open = text[0] === '"' ? -1 : text.indexOf('<')
  if (text[0] !== '"' && open < 0) return parseAddrSpec(text, what)
  let displayName: string
  let pos: number
  if (text[0] === '"') {
    const [content, end] = readQuoted(text, 0, what)
    displayName = content
    pos = skipBlank(text, end)
    if (text[pos] !== '<') throw bad(what, text)
  } else {
    displayName = text.slice(0, open).trim()
    if (displayName.includes('"')) throw bad(what, text)
    pos = open
  }
  const close = text.indexOf('>', pos)
  const uri = text.slice(pos + 1, close)
  if (close < 0 || uri === '' || hasBlankOrControl(uri)) throw bad(what, text)
  const params = parseParams(text, close + 1, what)
  return displayName === '' ? { uri, params } : { displayName, uri, params }
}

/** Without <>, everything after the first semicolon belongs to the header, and a question mark may not occur (§20). */
function parseAddrSpec(text: string, what: string): NameAddr {
  const semicolon = text.indexOf(';')
  const uri = (semicolon < 0 ? text : text.slice(0, semicolon)).trimEnd()
  if (uri === '' || !uri.includes(':') || uri.includes('?') || hasBlankOrControl(uri)) throw bad(what, text)
  return { uri, params: semicolon < 0 ? [] : parseParams(text, semicolon, what) }
}

export function formatNameAddr(address: NameAddr): string {
  const { displayName } = address
  if (displayName === undefined || displayName === '') return `<${address.uri}>${formatParams(address.params)}`
  const name = isToken(displayName) ? displayName : quote(displayName)
  return `${name} <${address.uri}>${formatParams(address.params)}`
}
