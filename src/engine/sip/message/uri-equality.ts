import { parseUri, type SipUri, type Uri, uriParam } from './uri.ts'

/** Alone on one side these make another URI of it; other parameters say nothing then. `transport`: by the section's example, not its rules. */
const telling = ['user', 'ttl', 'method', 'maddr', 'transport']

/** Whether two URIs are one by RFC 3261 §19.1.4. One that cannot be read equals nothing. */
export function isSameUri(a: string, b: string): boolean {
  const [left, right] = [read(a), read(b)]
  if (!left || !right) return false
  if (left.scheme === 'tel' || right.scheme === 'tel') return isSameNumber(left, right)
  return (
    left.scheme === right.scheme &&
    left.user === right.user &&
    left.password === right.password &&
    left.host === right.host &&
    left.port === right.port &&
    haveSameParams(left, right) &&
    haveSameHeaders(left, right)
  )
}

/** RFC 3966 §4, of the numbers alone: separators do not count. */
function isSameNumber(a: Uri, b: Uri): boolean {
  return a.scheme === 'tel' && b.scheme === 'tel' && digitsOf(a.number) === digitsOf(b.number)
}

const digitsOf = (number: string) => number.toLowerCase().replaceAll(/[().-]/g, '')

function haveSameParams(a: SipUri, b: SipUri): boolean {
  const names = new Set([...a.params, ...b.params].map(([name]) => name))
  return [...names].every((name) => {
    const [left, right] = [uriParam(a, name)?.toLowerCase(), uriParam(b, name)?.toLowerCase()]
    if (left === undefined || right === undefined) return !telling.includes(name)
    return left === right
  })
}

function haveSameHeaders(a: SipUri, b: SipUri): boolean {
  const text = ({ headers }: SipUri) =>
    headers
      .map(([name, value]) => `${name}=${value ?? ''}`)
      .toSorted()
      .join('&')
  return text(a) === text(b)
}

function read(text: string): Uri | undefined {
  try {
    return parseUri(text)
  } catch {
    return undefined
  }
}
