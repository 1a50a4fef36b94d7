import { isBlank, isToken } from './chars.ts'
import { RemoteProtocolError } from './errors.ts'
import { MAX_PARAMETERS } from './limits.ts'

/** `;name=value` parameters in order; names in lower case, quoted values without their quotes, `undefined` for a bare name. */
export type Params = readonly (readonly [name: string, value: string | undefined])[]

export function param(params: Params, name: string): string | undefined {
  for (const [key, value] of params) if (key === name) return value
  return undefined
}

export function hasParam(params: Params, name: string): boolean {
  return params.some(([key]) => key === name)
}

/** Reads `;a=b;c` from `at` to the end. Throws `bad-header`, naming the header in `what`. */
export function parseParams(text: string, at: number, what: string): Params {
  const params: [string, string | undefined][] = []
  let pos = skipBlank(text, at)
  while (pos < text.length) {
    if (text[pos] !== ';') throw bad(what, text)
    if (params.length === MAX_PARAMETERS) throw bad(`${what} with more than ${MAX_PARAMETERS} parameters`, text)
    const nameEnd = scanTo(text, pos + 1, '=;')
    const name = text.slice(pos + 1, nameEnd).trim()
    if (!isToken(name)) throw bad(what, text)
    pos = nameEnd
    let value: string | undefined
    if (text[pos] === '=') {
      ;[value, pos] = readValue(text, skipBlank(text, pos + 1), what)
      pos = skipBlank(text, pos)
    }
    params.push([name.toLowerCase(), value])
  }
  return params
}

function readValue(text: string, at: number, what: string): [string, number] {
  if (text[at] === '"') return readQuoted(text, at, what)
  const end = scanTo(text, at, ';')
  const value = text.slice(at, end).trim()
  for (let i = 0; i < value.length; i++) if (value.charCodeAt(i) <= 32 || value[i] === '"') throw bad(what, text)
  if (value === '') throw bad(what, text)
  return [value, end]
}

/** A quoted string starting at `at`: its content without escapes, and where it ends. */
export function readQuoted(text: string, at: number, what: string): [string, number] {
  let content = ''
  let from = at + 1
  for (let i = from; i < text.length; i++) {
    const char = text[i]
    if (char === '"') return [content + text.slice(from, i), i + 1]
    if (char !== '\\') continue
    content += text.slice(from, i)
    from = ++i
  }
  throw bad(`${what} with an unterminated quoted string`, text)
}

export function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

export function formatParams(params: Params): string {
  let text = ''
  for (const [name, value] of params) {
    if (value === undefined) text += `;${name}`
    else text += isPlain(value) ? `;${name}=${value}` : `;${name}=${quote(value)}`
  }
  return text
}

/** A token, or an IPv6 address with or without brackets: what may go unquoted. */
function isPlain(value: string): boolean {
  return isToken(value) || /^\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*\]?$/.test(value)
}

export function skipBlank(text: string, at: number): number {
  let pos = at
  while (pos < text.length && isBlank(text.charCodeAt(pos))) pos++
  return pos
}

function scanTo(text: string, at: number, stops: string): number {
  let pos = at
  while (pos < text.length && !stops.includes(text[pos] ?? '')) pos++
  return pos
}

export function bad(what: string, text: string): RemoteProtocolError {
  return new RemoteProtocolError('bad-header', `${what}: cannot read "${text.slice(0, 80)}"`)
}
