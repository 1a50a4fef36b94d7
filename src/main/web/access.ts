import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/**
 * Who may talk to the web host. Any local process and any web page can reach a loopback port, so: a random token from the start-up line, kept in a cookie
 * that scripts cannot read and other sites cannot send; the Host header must be ours (DNS rebinding); the Origin of a socket must be ours.
 */
export interface Access {
  readonly token: string
  readonly cookieName: string
  hasOwnHost(request: IncomingMessage): boolean
  /** A socket is opened by our page only; programs without an Origin are refused too. */
  hasOwnOrigin(request: IncomingMessage): boolean
  hasCookie(request: IncomingMessage): boolean
  isToken(candidate: string | null): boolean
  setCookie(): string
}

/** Cookies are shared by all ports of a host, so the name carries the port: two Callwrights do not log each other out. */
export function accessFor(port: number, token: string = randomBytes(32).toString('base64url')): Access {
  const cookieName = `callwright_${port}`
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  const isToken = (candidate: string | null) => candidate !== null && sameText(candidate, token)
  return {
    token,
    cookieName,
    hasOwnHost: (request) => hosts.includes(request.headers.host ?? ''),
    hasOwnOrigin: (request) => hosts.some((host) => request.headers.origin === `http://${host}`),
    hasCookie: (request) => isToken(cookieValue(request.headers.cookie ?? '', cookieName)),
    isToken,
    setCookie: () => `${cookieName}=${token}; HttpOnly; SameSite=Strict; Path=/`,
  }
}

function cookieValue(header: string, name: string): string | null {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
