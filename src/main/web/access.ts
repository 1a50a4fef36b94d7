import type { IncomingMessage } from 'node:http'
import { OneTimeCodes } from './one-time-codes.ts'
import { PageSessions } from './page-sessions.ts'

/**
 * Who may talk to the web host. Any local process and any web page can reach a loopback port, so: a code that works once, exchanged for a cookie
 * that scripts cannot read and other sites cannot send; the Host header must be ours (DNS rebinding); the Origin of a socket must be ours.
 */
export interface Access {
  hasOwnHost(request: IncomingMessage): boolean
  /** A socket is opened by our page only; programs without an Origin are refused too. */
  hasOwnOrigin(request: IncomingMessage): boolean
  hasSession(request: IncomingMessage): boolean
  /** Whether the request carries a cookie of ours, right or wrong. */
  hasCookie(request: IncomingMessage): boolean
  newCode(lifetimeMs: number): string
  /** Uses a code up. */
  exchange(code: string, request: IncomingMessage): Exchange
}

/** `in` with the cookie to set; `known` when the browser was let in before and the code says nothing new. */
export type Exchange =
  | { readonly kind: 'in'; readonly setCookie: string }
  | { readonly kind: 'known' | 'used' | 'wrong' }

export interface AccessOptions {
  /** Keeps sessions over restarts. */
  readonly sessionsFile?: string | undefined
  /** A code was used twice within moments: the session it opened is closed, and the person should know. */
  readonly onSuspicion?: (() => void) | undefined
}

export function accessFor({ sessionsFile, onSuspicion }: AccessOptions): Access {
  const codes = new OneTimeCodes()
  const sessions = new PageSessions(sessionsFile)
  const cookieOf = (request: IncomingMessage) => cookieValue(request.headers.cookie ?? '', cookieName(request))
  const hasSession = (request: IncomingMessage) => {
    const value = cookieOf(request)
    return value !== null && sessions.isOpen(value, Date.now())
  }
  return {
    hasOwnHost: (request) => hostsOf(request).includes(request.headers.host ?? ''),
    hasOwnOrigin: (request) => hostsOf(request).some((host) => request.headers.origin === `http://${host}`),
    hasCookie: (request) => cookieOf(request) !== null,
    hasSession,
    newCode: (lifetimeMs) => codes.make(performance.now(), lifetimeMs),
    exchange(code, request) {
      let value = ''
      const redeemed = codes.redeem(code, performance.now(), () => (value = sessions.open(Date.now())))
      // No `Secure`: the page is served over HTTP on this machine's own address, where not every browser would send such a cookie back.
      if (redeemed.kind === 'right')
        return { kind: 'in', setCookie: `${cookieName(request)}=${value}; HttpOnly; SameSite=Strict; Path=/` }
      if (hasSession(request)) return { kind: 'known' }
      if (redeemed.kind === 'used' && redeemed.isSuspicious) {
        // RFC 6749 §10.5: who came first may have been the thief.
        sessions.close(redeemed.session)
        onSuspicion?.()
      }
      return { kind: redeemed.kind }
    },
  }
}

/** Cookies are shared by all ports of a host, so the name carries the port: two Callwrights do not log each other out. */
function cookieName({ socket }: IncomingMessage): string {
  return `callwright_${socket.localPort}`
}

function hostsOf({ socket }: IncomingMessage): readonly string[] {
  return [`127.0.0.1:${socket.localPort}`, `localhost:${socket.localPort}`]
}

function cookieValue(header: string, name: string): string | null {
  for (const pair of header.split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}
